package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// libvirt-qemu.h by C's names. Its library is loaded on the first use of this class, so that
/// nothing else depends on it.
final class LibvirtQemuCalls {
    private static final NativeLibrary LIBRARY =
            new NativeLibrary(
                    "libvirt-qemu.so.0",
                    "install libvirt's client library (Debian: apt install libvirt0)");

    private static final MethodHandle virDomainQemuMonitorCommand =
            LIBRARY.function(
                    "virDomainQemuMonitorCommand",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainQemuMonitorCommand(
            MemorySegment domain, MemorySegment command, MemorySegment result, int flags) {
        try {
            return (int) virDomainQemuMonitorCommand.invokeExact(domain, command, result, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainQemuAgentCommand =
            LIBRARY.function(
                    "virDomainQemuAgentCommand",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));

    static MemorySegment virDomainQemuAgentCommand(
            MemorySegment domain, MemorySegment command, int timeout, int flags) {
        try {
            return (MemorySegment)
                    virDomainQemuAgentCommand.invokeExact(domain, command, timeout, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtQemuCalls() {}
}
