package dev.varve.core.model;

import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;

/// A file of a domain in an archive.
///
/// @param member its name in the archive
/// @param origin what the domain's and the snapshots' documents call it
/// @param format of an image, as the documents or the overlay above it state it; empty for any other file
/// @param backing the member that the image lies on; empty for one that lies on nothing
/// @param bytes of data, without holes
public record ArchivedFile(
        String member,
        Role role,
        Path origin,
        Optional<ImageFormat> format,
        Optional<String> backing,
        long bytes) {
    /// What the file is to the domain.
    public enum Role {
        /// A layer of a disk.
        IMAGE,
        /// A guest's memory, of a snapshot.
        MEMORY,
        /// The variables of the domain's firmware.
        NVRAM,
        /// A copy of those, of a snapshot.
        NVRAM_COPY
    }

    /// {@return the file with that many bytes of data}
    public ArchivedFile withBytes(long held) {
        return new ArchivedFile(member, role, origin, format, backing, held);
    }
}
