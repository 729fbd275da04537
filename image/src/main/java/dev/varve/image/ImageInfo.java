package dev.varve.image;

import java.nio.file.Path;
import java.util.Optional;

/// What an image says of itself, as it was read.
///
/// @param virtualSize the disk's size in bytes, as the guest sees it
/// @param allocatedBytes what the file takes on its file system; 0 for a block device
/// @param backing what it is an overlay on; empty for raw
/// @param dataFile the name of the external data file as written; empty when there is none
/// @param dirty whether refcounts must be rebuilt before anything is written
/// @param corrupt whether nothing may be written
/// @param internalSnapshots how many internal snapshots it holds
/// @param bitmaps how many persistent bitmaps it holds
/// @param clusterSize in bytes; 0 for raw
public record ImageInfo(
        Path path,
        ImageFormat format,
        long virtualSize,
        long allocatedBytes,
        Optional<Backing> backing,
        Optional<String> dataFile,
        boolean dirty,
        boolean corrupt,
        boolean encrypted,
        int internalSnapshots,
        int bitmaps,
        int clusterSize,
        boolean extendedL2,
        boolean lazyRefcounts) {
    /// {@return why no data can be moved into the image or through it while no QEMU runs on it; empty
    /// when it can}
    ///
    /// Keys are libvirt's to keep. An external data file is any file of the host that a header names,
    /// and it would be written to.
    public Optional<String> obstacle() {
        if (dataFile.isPresent()) {
            return Optional.of("it keeps its data in " + dataFile.get());
        }
        if (encrypted) {
            return Optional.of("it is encrypted");
        }
        return corrupt ? Optional.of("it is marked as corrupt") : Optional.empty();
    }

    /// {@return whether both say the same of themselves, whatever room they take}
    boolean saysWhat(ImageInfo other) {
        return allocating(0).equals(other.allocating(0));
    }

    /// {@return the same of a file that takes so many bytes}
    ImageInfo allocating(long bytes) {
        return new ImageInfo(
                path,
                format,
                virtualSize,
                bytes,
                backing,
                dataFile,
                dirty,
                corrupt,
                encrypted,
                internalSnapshots,
                bitmaps,
                clusterSize,
                extendedL2,
                lazyRefcounts);
    }
}
