package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virGetLastError;
import static dev.varve.libvirt.Libvirt.virResetLastError;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.MemorySegment;

/// libvirt's last error. It belongs to the calling thread, and each call of libvirt's replaces it,
/// so it is read directly after the call that failed.
@SuppressWarnings("restricted") // virGetLastError's pointer comes without a size
final class LastError {
    /// Where C's `virError` has its message, after two numbers, the code and the domain.
    private static final long MESSAGE = 8;

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
        // SAFETY: the beginning of a virError, which libvirt keeps until this thread calls it
        // again.
        var error = address.reinterpret(MESSAGE + JAVA_LONG.byteSize());
        int[] numbers = error.asSlice(0, MESSAGE).toArray(JAVA_INT);
        var message = MemorySegment.ofAddress(error.asSlice(MESSAGE).toArray(JAVA_LONG)[0]);
        var exception =
                new LibvirtException(
                        numbers[0],
                        numbers[1],
                        message.equals(MemorySegment.NULL)
                                ? "unknown error"
                                : CString.copy(message));
        virResetLastError();
        return exception;
    }

    private LastError() {}
}
