package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtBlockCalls.virDomainBlockCommit;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainBlockCopy;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainBlockJobAbort;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainBlockJobSetSpeed;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainBlockPull;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainBlockRebase;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainGetBlockInfo;
import static dev.varve.libvirt.LibvirtBlockCalls.virDomainGetBlockJobInfo;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.util.Optional;

/// A disk of a domain, with the block jobs that QEMU does on it. All flags are those of the C functions.
///
/// May be used by many threads, as long as its domain isn't closed.
public final class LibvirtDisk {
    private final Handle handle;
    private final String target;

    LibvirtDisk(Handle handle, String target) {
        this.handle = handle;
        this.target = target;
    }

    /// Starts to commit `top` and the layers between into `base`, while the domain runs.
    ///
    /// @param base empty for the base image, or with `SHALLOW` for the layer below `top`
    /// @param top empty for the active layer, which wants `ACTIVE`
    /// @param bandwidth in MiB/s, or bytes/s with `BANDWIDTH_BYTES`; 0 without a limit
    /// @param flags `VirDomainBlockCommitFlags`
    public void blockCommit(String base, String top, long bandwidth, int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            var into = CString.orNull(arena, base);
            var from = CString.orNull(arena, top);
            handle.run(d -> virDomainBlockCommit(d, disk, into, from, bandwidth, flags));
        }
    }

    /// Starts to pull everything below into the disk's active layer, while the domain runs.
    ///
    /// @param flags `VirDomainBlockPullFlags`
    public void blockPull(long bandwidth, int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            handle.run(d -> virDomainBlockPull(d, disk, bandwidth, flags));
        }
    }

    /// Starts to pull what lies above `base` into the disk's active layer, while the domain runs.
    ///
    /// @param base the layer that becomes its backing image; empty for none
    /// @param flags `VirDomainBlockRebaseFlags`
    public void blockRebase(String base, long bandwidth, int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            var backing = CString.orNull(arena, base);
            handle.run(d -> virDomainBlockRebase(d, disk, backing, bandwidth, flags));
        }
    }

    /// Starts to copy what the guest sees of a disk, as it changes, while the domain runs.
    ///
    /// @param destination a `<disk>` with the copy's source and format
    /// @param flags `VirDomainBlockCopyFlags`
    public void blockCopy(String destination, BlockCopyParameters parameters, int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            var xml = CString.of(arena, destination);
            var list = TypedParameter.ofBlockCopy(arena, parameters);
            int count = TypedParameter.count(list);
            handle.run(d -> virDomainBlockCopy(d, disk, xml, list, count, flags));
        }
    }

    /// Ends the disk's block job: pivots with `PIVOT`, else gives it up.
    ///
    /// @param flags `VirDomainBlockJobAbortFlags`
    public void blockJobAbort(int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            handle.run(d -> virDomainBlockJobAbort(d, disk, flags));
        }
    }

    /// The disk's block job, if it has one.
    ///
    /// @param flags `VirDomainBlockJobInfoFlags`
    public Optional<BlockJobInfo> blockJobInfo(int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            // virDomainBlockJobInfo: int type; unsigned long bandwidth; unsigned long long cur, end
            var info = arena.allocate(JAVA_LONG, 4);
            if (!handle.test(d -> virDomainGetBlockJobInfo(d, disk, info, flags))) {
                return Optional.empty();
            }
            return Optional.of(
                    new BlockJobInfo(
                            info.get(JAVA_INT, 0),
                            info.getAtIndex(JAVA_LONG, 1),
                            info.getAtIndex(JAVA_LONG, 2),
                            info.getAtIndex(JAVA_LONG, 3)));
        }
    }

    /// Limits the disk's block job.
    ///
    /// @param bandwidth in MiB/s, or bytes/s with `BANDWIDTH_BYTES`; 0 without a limit
    /// @param flags `VirDomainBlockJobSetSpeedFlags`
    public void blockJobSetSpeed(long bandwidth, int flags) {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            handle.run(d -> virDomainBlockJobSetSpeed(d, disk, bandwidth, flags));
        }
    }

    /// The sizes of a disk's active layer.
    public BlockInfo blockInfo() {
        try (var arena = Arena.ofConfined()) {
            var disk = CString.of(arena, target);
            // virDomainBlockInfo: unsigned long long capacity, allocation, physical
            var info = arena.allocate(JAVA_LONG, 3);
            handle.run(d -> virDomainGetBlockInfo(d, disk, info, 0));
            return new BlockInfo(
                    info.getAtIndex(JAVA_LONG, 0),
                    info.getAtIndex(JAVA_LONG, 1),
                    info.getAtIndex(JAVA_LONG, 2));
        }
    }
}
