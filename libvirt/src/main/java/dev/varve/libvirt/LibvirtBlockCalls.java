package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The block jobs of libvirt-domain.h by C's names.
final class LibvirtBlockCalls {

    private static final MethodHandle virDomainBlockCommit =
            Libvirt.LIBRARY.function(
                    "virDomainBlockCommit",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

    static int virDomainBlockCommit(
            MemorySegment domain,
            MemorySegment disk,
            MemorySegment base,
            MemorySegment top,
            long bandwidth,
            int flags) {
        try {
            return (int)
                    virDomainBlockCommit.invokeExact(domain, disk, base, top, bandwidth, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainBlockPull =
            Libvirt.LIBRARY.function(
                    "virDomainBlockPull",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

    static int virDomainBlockPull(
            MemorySegment domain, MemorySegment disk, long bandwidth, int flags) {
        try {
            return (int) virDomainBlockPull.invokeExact(domain, disk, bandwidth, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainBlockRebase =
            Libvirt.LIBRARY.function(
                    "virDomainBlockRebase",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

    static int virDomainBlockRebase(
            MemorySegment domain,
            MemorySegment disk,
            MemorySegment base,
            long bandwidth,
            int flags) {
        try {
            return (int) virDomainBlockRebase.invokeExact(domain, disk, base, bandwidth, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainBlockJobAbort =
            Libvirt.LIBRARY.function(
                    "virDomainBlockJobAbort",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainBlockJobAbort(MemorySegment domain, MemorySegment disk, int flags) {
        try {
            return (int) virDomainBlockJobAbort.invokeExact(domain, disk, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetBlockJobInfo =
            Libvirt.LIBRARY.function(
                    "virDomainGetBlockJobInfo",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainGetBlockJobInfo(
            MemorySegment domain, MemorySegment disk, MemorySegment info, int flags) {
        try {
            return (int) virDomainGetBlockJobInfo.invokeExact(domain, disk, info, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainBlockJobSetSpeed =
            Libvirt.LIBRARY.function(
                    "virDomainBlockJobSetSpeed",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

    static int virDomainBlockJobSetSpeed(
            MemorySegment domain, MemorySegment disk, long bandwidth, int flags) {
        try {
            return (int) virDomainBlockJobSetSpeed.invokeExact(domain, disk, bandwidth, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetBlockInfo =
            Libvirt.LIBRARY.function(
                    "virDomainGetBlockInfo",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainGetBlockInfo(
            MemorySegment domain, MemorySegment disk, MemorySegment info, int flags) {
        try {
            return (int) virDomainGetBlockInfo.invokeExact(domain, disk, info, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainBlockCopy =
            Libvirt.LIBRARY.function(
                    "virDomainBlockCopy",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));

    static int virDomainBlockCopy(
            MemorySegment domain,
            MemorySegment disk,
            MemorySegment destination,
            MemorySegment parameters,
            int parameterCount,
            int flags) {
        try {
            return (int)
                    virDomainBlockCopy.invokeExact(
                            domain, disk, destination, parameters, parameterCount, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetDiskErrors =
            Libvirt.LIBRARY.function(
                    "virDomainGetDiskErrors",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));

    static int virDomainGetDiskErrors(
            MemorySegment domain, MemorySegment errors, int maxErrors, int flags) {
        try {
            return (int) virDomainGetDiskErrors.invokeExact(domain, errors, maxErrors, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtBlockCalls() {}
}
