package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

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

    private static final NativeFunction virInitialize = LIBRARY.function("virInitialize");

    static int virInitialize() {
        return (int) virInitialize.call();
    }

    private static final NativeFunction virGetVersion = LIBRARY.function("virGetVersion");

    static int virGetVersion(MemorySegment version, MemorySegment type, MemorySegment typeVersion) {
        return (int) virGetVersion.call(version.address(), type.address(), typeVersion.address());
    }

    private static final NativeFunction virSetErrorFunc = LIBRARY.function("virSetErrorFunc");

    static void virSetErrorFunc(MemorySegment userData, MemorySegment handler) {
        virSetErrorFunc.call(userData.address(), handler.address());
    }

    private static final NativeFunction virGetLastError = LIBRARY.function("virGetLastError");

    static MemorySegment virGetLastError() {
        return MemorySegment.ofAddress(virGetLastError.call());
    }

    private static final NativeFunction virResetLastError = LIBRARY.function("virResetLastError");

    static void virResetLastError() {
        virResetLastError.call();
    }

    private static final NativeFunction virEventRegisterDefaultImpl =
            LIBRARY.function("virEventRegisterDefaultImpl");

    static int virEventRegisterDefaultImpl() {
        return (int) virEventRegisterDefaultImpl.call();
    }

    private static final NativeFunction virEventRunDefaultImpl =
            LIBRARY.function("virEventRunDefaultImpl");

    static int virEventRunDefaultImpl() {
        return (int) virEventRunDefaultImpl.call();
    }

    private static final NativeFunction virEventAddTimeout = LIBRARY.function("virEventAddTimeout");

    static int virEventAddTimeout(
            int milliseconds, MemorySegment callback, MemorySegment opaque, MemorySegment free) {
        return (int)
                virEventAddTimeout.call(
                        milliseconds, callback.address(), opaque.address(), free.address());
    }

    private static final NativeFunction virConnectOpenAuth = LIBRARY.function("virConnectOpenAuth");

    static MemorySegment virConnectOpenAuth(MemorySegment name, MemorySegment auth, int flags) {
        return MemorySegment.ofAddress(
                virConnectOpenAuth.call(name.address(), auth.address(), flags));
    }

    private static final NativeFunction virConnectClose = LIBRARY.function("virConnectClose");

    static int virConnectClose(MemorySegment connection) {
        return (int) virConnectClose.call(connection.address());
    }

    private static final NativeFunction virConnectGetURI = LIBRARY.function("virConnectGetURI");

    static MemorySegment virConnectGetURI(MemorySegment connection) {
        return MemorySegment.ofAddress(virConnectGetURI.call(connection.address()));
    }

    private static final NativeFunction virConnectGetType = LIBRARY.function("virConnectGetType");

    static MemorySegment virConnectGetType(MemorySegment connection) {
        return MemorySegment.ofAddress(virConnectGetType.call(connection.address()));
    }

    private static final NativeFunction virConnectGetVersion =
            LIBRARY.function("virConnectGetVersion");

    static int virConnectGetVersion(MemorySegment connection, MemorySegment version) {
        return (int) virConnectGetVersion.call(connection.address(), version.address());
    }

    private static final NativeFunction virConnectGetLibVersion =
            LIBRARY.function("virConnectGetLibVersion");

    static int virConnectGetLibVersion(MemorySegment connection, MemorySegment version) {
        return (int) virConnectGetLibVersion.call(connection.address(), version.address());
    }

    private static final NativeFunction virConnectIsAlive = LIBRARY.function("virConnectIsAlive");

    static int virConnectIsAlive(MemorySegment connection) {
        return (int) virConnectIsAlive.call(connection.address());
    }

    private static final NativeFunction virConnectSetKeepAlive =
            LIBRARY.function("virConnectSetKeepAlive");

    static int virConnectSetKeepAlive(MemorySegment connection, int interval, int count) {
        return (int) virConnectSetKeepAlive.call(connection.address(), interval, count);
    }

    private static final NativeFunction virConnectGetCapabilities =
            LIBRARY.function("virConnectGetCapabilities");

    static MemorySegment virConnectGetCapabilities(MemorySegment connection) {
        return MemorySegment.ofAddress(virConnectGetCapabilities.call(connection.address()));
    }

    private Libvirt() {}
}
