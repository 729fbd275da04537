package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// libvirt's functions by C's names, no logic: those of libvirt-host.h, virterror.h and
/// libvirt-event.h. The other headers have classes of their own, beginning with
/// [LibvirtDomainCalls], [LibvirtSnapshotCalls] and [LibvirtQemuCalls].
///
/// A pointer is a [MemorySegment], `NULL` is [MemorySegment#NULL], an `unsigned int` an int.
/// Nothing here checks a result or frees anything: [Handle], [LastError] and [CString] do.
final class Libvirt {
    static final NativeLibrary LIBRARY =
            new NativeLibrary(
                    "libvirt.so.0",
                    "install libvirt's client library (Debian: apt install libvirt0)");

    private static final MethodHandle virInitialize =
            LIBRARY.function("virInitialize", FunctionDescriptor.of(JAVA_INT));

    static int virInitialize() {
        try {
            return (int) virInitialize.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virGetVersion =
            LIBRARY.function(
                    "virGetVersion", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    static int virGetVersion(MemorySegment version, MemorySegment type, MemorySegment typeVersion) {
        try {
            return (int) virGetVersion.invokeExact(version, type, typeVersion);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virSetErrorFunc =
            LIBRARY.function("virSetErrorFunc", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    static void virSetErrorFunc(MemorySegment userData, MemorySegment handler) {
        try {
            virSetErrorFunc.invokeExact(userData, handler);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virGetLastError =
            LIBRARY.function("virGetLastError", FunctionDescriptor.of(ADDRESS));

    static MemorySegment virGetLastError() {
        try {
            return (MemorySegment) virGetLastError.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virResetLastError =
            LIBRARY.function("virResetLastError", FunctionDescriptor.ofVoid());

    static void virResetLastError() {
        try {
            virResetLastError.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virEventRegisterDefaultImpl =
            LIBRARY.function("virEventRegisterDefaultImpl", FunctionDescriptor.of(JAVA_INT));

    static int virEventRegisterDefaultImpl() {
        try {
            return (int) virEventRegisterDefaultImpl.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virEventRunDefaultImpl =
            LIBRARY.function("virEventRunDefaultImpl", FunctionDescriptor.of(JAVA_INT));

    static int virEventRunDefaultImpl() {
        try {
            return (int) virEventRunDefaultImpl.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virEventAddTimeout =
            LIBRARY.function(
                    "virEventAddTimeout",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    static int virEventAddTimeout(
            int milliseconds, MemorySegment callback, MemorySegment opaque, MemorySegment free) {
        try {
            return (int) virEventAddTimeout.invokeExact(milliseconds, callback, opaque, free);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectOpenAuth =
            LIBRARY.function(
                    "virConnectOpenAuth",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virConnectOpenAuth(MemorySegment name, MemorySegment auth, int flags) {
        try {
            return (MemorySegment) virConnectOpenAuth.invokeExact(name, auth, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectClose =
            LIBRARY.function("virConnectClose", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virConnectClose(MemorySegment connection) {
        try {
            return (int) virConnectClose.invokeExact(connection);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectGetURI =
            LIBRARY.function("virConnectGetURI", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virConnectGetURI(MemorySegment connection) {
        try {
            return (MemorySegment) virConnectGetURI.invokeExact(connection);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectGetType =
            LIBRARY.function("virConnectGetType", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virConnectGetType(MemorySegment connection) {
        try {
            return (MemorySegment) virConnectGetType.invokeExact(connection);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectGetVersion =
            LIBRARY.function(
                    "virConnectGetVersion", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    static int virConnectGetVersion(MemorySegment connection, MemorySegment version) {
        try {
            return (int) virConnectGetVersion.invokeExact(connection, version);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectGetLibVersion =
            LIBRARY.function(
                    "virConnectGetLibVersion", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    static int virConnectGetLibVersion(MemorySegment connection, MemorySegment version) {
        try {
            return (int) virConnectGetLibVersion.invokeExact(connection, version);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectIsAlive =
            LIBRARY.function("virConnectIsAlive", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virConnectIsAlive(MemorySegment connection) {
        try {
            return (int) virConnectIsAlive.invokeExact(connection);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectSetKeepAlive =
            LIBRARY.function(
                    "virConnectSetKeepAlive",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    static int virConnectSetKeepAlive(MemorySegment connection, int interval, int count) {
        try {
            return (int) virConnectSetKeepAlive.invokeExact(connection, interval, count);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectGetCapabilities =
            LIBRARY.function("virConnectGetCapabilities", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virConnectGetCapabilities(MemorySegment connection) {
        try {
            return (MemorySegment) virConnectGetCapabilities.invokeExact(connection);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private Libvirt() {}
}
