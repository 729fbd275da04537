package dev.varve.image.qcow2.meta;

/// Where a compressed cluster is stored.
///
/// @param offset of the first byte in the file, below 2^56, not aligned to anything
/// @param bytes up to the end of the last sector, so that what is compressed ends somewhere before;
///     at most two clusters. The file may end inside that sector.
public record CompressedCluster(long offset, int bytes) {}
