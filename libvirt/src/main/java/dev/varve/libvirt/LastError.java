package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virGetLastError;
import static dev.varve.libvirt.Libvirt.virResetLastError;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/// libvirt's last error. It belongs to the calling thread, and each call of libvirt's replaces it,
/// so it is read directly after the call that failed.
@SuppressWarnings("restricted") // virGetLastError's pointer comes without a size
final class LastError {
    /// The beginning of C's `virError`; what follows repeats the message or is deprecated.
    private static final MemoryLayout VIR_ERROR =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("code"),
                    JAVA_INT.withName("domain"),
                    ADDRESS.withName("message"));

    /// The result of a call that returns a negative number when it fails.
    static int check(int result) {
        if (result < 0) {
            throw take();
        }
        return result;
    }

    /// The result of a call that returns `NULL` when it fails.
    static MemorySegment check(MemorySegment result) {
        if (result.equals(MemorySegment.NULL)) {
            throw take();
        }
        return result;
    }

    /// The calling thread's last error, which is reset.
    static LibvirtException take() {
        var address = virGetLastError();
        if (address.equals(MemorySegment.NULL)) {
            return new LibvirtException(Kind.FAILED, "unknown error");
        }
        // SAFETY: a virError, which libvirt keeps until this thread calls it again.
        var error = address.reinterpret(VIR_ERROR.byteSize());
        var message = error.get(ADDRESS, 8);
        var exception =
                new LibvirtException(
                        error.get(JAVA_INT, 0),
                        error.get(JAVA_INT, 4),
                        message.equals(MemorySegment.NULL)
                                ? "unknown error"
                                : CString.copy(message));
        virResetLastError();
        return exception;
    }

    private LastError() {}
}
