package dev.varve.libvirt;

/// How QEMU copies a disk; 0 leaves a value to QEMU.
///
/// @param bandwidth bytes per second
/// @param granularity of what is copied again, in bytes, a power of two
/// @param buffer how much is on its way at once, in bytes
public record BlockCopyParameters(long bandwidth, int granularity, long buffer) {}
