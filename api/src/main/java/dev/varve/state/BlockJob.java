package dev.varve.state;

/// What QEMU does with a disk's images besides what the guest does.
///
/// @param type libvirt's word: `Block Copy`, `Block Commit`, `Active Block Commit`, `Block Pull`, `Backup`
/// @param bandwidth the limit in bytes per second; 0 without one
/// @param current how far it is, in a unit of QEMU's
/// @param end where it ends, in the same unit; it may grow
///
/// @since 0.1
public record BlockJob(String type, long bandwidth, long current, long end) {}
