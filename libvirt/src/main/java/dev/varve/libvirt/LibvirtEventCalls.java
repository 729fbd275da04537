package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// The functions of libvirt-domain.h for events, by C's names.
final class LibvirtEventCalls {

    private static final NativeFunction virConnectDomainEventRegisterAny =
            Libvirt.LIBRARY.function("virConnectDomainEventRegisterAny");

    static int virConnectDomainEventRegisterAny(
            MemorySegment connection,
            MemorySegment domain,
            int event,
            MemorySegment callback,
            MemorySegment opaque,
            MemorySegment free) {
        return (int)
                virConnectDomainEventRegisterAny.call(
                        connection.address(),
                        domain.address(),
                        event,
                        callback.address(),
                        opaque.address(),
                        free.address());
    }

    private static final NativeFunction virConnectDomainEventDeregisterAny =
            Libvirt.LIBRARY.function("virConnectDomainEventDeregisterAny");

    static int virConnectDomainEventDeregisterAny(MemorySegment connection, int callback) {
        return (int) virConnectDomainEventDeregisterAny.call(connection.address(), callback);
    }

    private LibvirtEventCalls() {}
}
