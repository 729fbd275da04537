package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions of libvirt-domain.h for events, by C's names.
final class LibvirtEventCalls {

    private static final MethodHandle virConnectDomainEventRegisterAny =
            Libvirt.LIBRARY.function(
                    "virConnectDomainEventRegisterAny",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    static int virConnectDomainEventRegisterAny(
            MemorySegment connection,
            MemorySegment domain,
            int event,
            MemorySegment callback,
            MemorySegment opaque,
            MemorySegment free) {
        try {
            return (int)
                    virConnectDomainEventRegisterAny.invokeExact(
                            connection, domain, event, callback, opaque, free);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectDomainEventDeregisterAny =
            Libvirt.LIBRARY.function(
                    "virConnectDomainEventDeregisterAny",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virConnectDomainEventDeregisterAny(MemorySegment connection, int callback) {
        try {
            return (int) virConnectDomainEventDeregisterAny.invokeExact(connection, callback);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtEventCalls() {}
}
