package dev.varve.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What an archive of a domain holds.
///
/// @param domain its name
/// @param uuid the domain's
/// @param snapshots names, parents before their children
/// @param current the snapshot that the present state descends from
/// @param files lower images before those that lie on them
/// @param besides what the domain uses besides and what isn't in the archive, in a few words each
///
/// @since 0.1
public record Archive(
        String domain,
        UUID uuid,
        List<String> snapshots,
        Optional<String> current,
        List<File> files,
        List<String> besides) {
    public Archive {
        snapshots = List.copyOf(snapshots);
        files = List.copyOf(files);
        besides = List.copyOf(besides);
    }

    /// What a file is to the domain.
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

    /// A file in the archive.
    ///
    /// @param member its name there
    /// @param origin where it was
    /// @param format in QEMU's word: `qcow2`, `raw`; empty for what isn't an image
    /// @param bytes of data, without holes
    public record File(
            String member, Role role, Path origin, Optional<String> format, long bytes) {}

    /// {@return the bytes of data of all files}
    public long bytes() {
        return files.stream().mapToLong(File::bytes).sum();
    }
}
