package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// libvirt-qemu.h by C's names. Its library is loaded on the first use of this class, so that
/// nothing else depends on it.
final class LibvirtQemuCalls {
    private static final NativeLibrary LIBRARY =
            new NativeLibrary(
                    "libvirt-qemu.so.0",
                    "install libvirt's client library (Debian: apt install libvirt0)");

    private static final NativeFunction virDomainQemuMonitorCommand =
            LIBRARY.function("virDomainQemuMonitorCommand");

    static int virDomainQemuMonitorCommand(
            MemorySegment domain, MemorySegment command, MemorySegment result, int flags) {
        return (int)
                virDomainQemuMonitorCommand.call(
                        domain.address(), command.address(), result.address(), flags);
    }

    private static final NativeFunction virDomainQemuAgentCommand =
            LIBRARY.function("virDomainQemuAgentCommand");

    static MemorySegment virDomainQemuAgentCommand(
            MemorySegment domain, MemorySegment command, int timeout, int flags) {
        return MemorySegment.ofAddress(
                virDomainQemuAgentCommand.call(
                        domain.address(), command.address(), timeout, flags));
    }

    private LibvirtQemuCalls() {}
}
