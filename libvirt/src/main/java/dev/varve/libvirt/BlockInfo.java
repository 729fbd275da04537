package dev.varve.libvirt;

/// The sizes of a disk's active layer, in bytes.
///
/// @param capacity what the guest sees
/// @param allocation what it occupies on the host
/// @param physical the size of the file or block device that contains it
public record BlockInfo(long capacity, long allocation, long physical) {}
