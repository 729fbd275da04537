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
        boolean lazyRefcounts) {}
