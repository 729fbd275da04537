package dev.varve.image.qcow2.meta;

import java.util.OptionalLong;

/// An internal snapshot, as the snapshot table describes it.
///
/// Bytes of the names that are not UTF-8 are read as U+FFFD: such a name is for showing only.
///
/// @param l1Offset where the snapshot's L1 table begins, at a cluster behind the header; means nothing
///     when it has no entries
/// @param l1Entries the entries of that table, at most 32 MiB of them
/// @param id what QEMU numbers it by, unique in an honest image
/// @param seconds when it was taken, since the epoch
/// @param nanoseconds the part of a second after that
/// @param guestClock how long the guest had been running, in nanoseconds
/// @param vmStateSize the bytes of memory and devices, which lie at guest offsets behind the disk; 0
///     without
/// @param diskSize the disk's size in bytes at that time; version 3 must state it
/// @param instructions how many instructions the guest had executed, when QEMU counted them
public record InternalSnapshot(
        long l1Offset,
        int l1Entries,
        String id,
        String name,
        long seconds,
        int nanoseconds,
        long guestClock,
        long vmStateSize,
        OptionalLong diskSize,
        OptionalLong instructions) {}
