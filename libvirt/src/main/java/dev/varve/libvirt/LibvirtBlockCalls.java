package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// The block jobs of libvirt-domain.h by C's names.
final class LibvirtBlockCalls {

    private static final NativeFunction virDomainBlockCommit =
            Libvirt.LIBRARY.function("virDomainBlockCommit");

    static int virDomainBlockCommit(
            MemorySegment domain,
            MemorySegment disk,
            MemorySegment base,
            MemorySegment top,
            long bandwidth,
            int flags) {
        return (int)
                virDomainBlockCommit.call(
                        domain.address(),
                        disk.address(),
                        base.address(),
                        top.address(),
                        bandwidth,
                        flags);
    }

    private static final NativeFunction virDomainBlockPull =
            Libvirt.LIBRARY.function("virDomainBlockPull");

    static int virDomainBlockPull(
            MemorySegment domain, MemorySegment disk, long bandwidth, int flags) {
        return (int) virDomainBlockPull.call(domain.address(), disk.address(), bandwidth, flags);
    }

    private static final NativeFunction virDomainBlockRebase =
            Libvirt.LIBRARY.function("virDomainBlockRebase");

    static int virDomainBlockRebase(
            MemorySegment domain,
            MemorySegment disk,
            MemorySegment base,
            long bandwidth,
            int flags) {
        return (int)
                virDomainBlockRebase.call(
                        domain.address(), disk.address(), base.address(), bandwidth, flags);
    }

    private static final NativeFunction virDomainBlockJobAbort =
            Libvirt.LIBRARY.function("virDomainBlockJobAbort");

    static int virDomainBlockJobAbort(MemorySegment domain, MemorySegment disk, int flags) {
        return (int) virDomainBlockJobAbort.call(domain.address(), disk.address(), flags);
    }

    private static final NativeFunction virDomainGetBlockJobInfo =
            Libvirt.LIBRARY.function("virDomainGetBlockJobInfo");

    static int virDomainGetBlockJobInfo(
            MemorySegment domain, MemorySegment disk, MemorySegment info, int flags) {
        return (int)
                virDomainGetBlockJobInfo.call(
                        domain.address(), disk.address(), info.address(), flags);
    }

    private static final NativeFunction virDomainBlockJobSetSpeed =
            Libvirt.LIBRARY.function("virDomainBlockJobSetSpeed");

    static int virDomainBlockJobSetSpeed(
            MemorySegment domain, MemorySegment disk, long bandwidth, int flags) {
        return (int)
                virDomainBlockJobSetSpeed.call(domain.address(), disk.address(), bandwidth, flags);
    }

    private static final NativeFunction virDomainGetBlockInfo =
            Libvirt.LIBRARY.function("virDomainGetBlockInfo");

    static int virDomainGetBlockInfo(
            MemorySegment domain, MemorySegment disk, MemorySegment info, int flags) {
        return (int)
                virDomainGetBlockInfo.call(domain.address(), disk.address(), info.address(), flags);
    }

    private static final NativeFunction virDomainBlockCopy =
            Libvirt.LIBRARY.function("virDomainBlockCopy");

    static int virDomainBlockCopy(
            MemorySegment domain,
            MemorySegment disk,
            MemorySegment destination,
            MemorySegment parameters,
            int parameterCount,
            int flags) {
        return (int)
                virDomainBlockCopy.call(
                        domain.address(),
                        disk.address(),
                        destination.address(),
                        parameters.address(),
                        parameterCount,
                        flags);
    }

    private static final NativeFunction virDomainGetDiskErrors =
            Libvirt.LIBRARY.function("virDomainGetDiskErrors");

    static int virDomainGetDiskErrors(
            MemorySegment domain, MemorySegment errors, int maxErrors, int flags) {
        return (int)
                virDomainGetDiskErrors.call(domain.address(), errors.address(), maxErrors, flags);
    }

    private LibvirtBlockCalls() {}
}
