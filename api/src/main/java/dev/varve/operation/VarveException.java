package dev.varve.operation;

/// Something could not be done, or could not be found out. What was begun has been taken back, unless the kind says
/// otherwise.
///
/// A change that the state of the domain forbids is no failure but a [Refusal].
///
/// @since 0.1
public final class VarveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What became of it.
    public enum Kind {
        /// There is no such domain, snapshot, file or directory.
        NOT_FOUND,
        /// The argument makes no sense.
        INVALID,
        /// There is a file of the name that is to be written, and it stays as it is.
        EXISTS,
        /// This can't be done here: by this libvirt, by this driver, or because the images are on another host.
        UNSUPPORTED,
        /// Somebody else works on the domain. Nothing was touched.
        BUSY,
        /// An earlier operation on the domain has to be recovered first. Nothing was touched.
        PENDING,
        /// There is no connection to libvirt, or it broke.
        DISCONNECTED,
        /// The thread was interrupted.
        CANCELLED,
        /// A file system is full.
        NO_ROOM,
        /// An operation was begun and is neither completed nor undone: `recover` ends it.
        UNFINISHED,
        /// All is done, but the guest could not be started.
        NOT_STARTED,
        /// The operation is ended, and the merge that was asked for had to be left out.
        UNMERGED,
        /// Anything else.
        FAILED
    }

    private final Kind kind;
    private final String reason;

    /// @param message one line: what can't be done, to what, why, and what to do next
    public VarveException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.reason = message;
    }

    /// @param message one line: what can't be done, to what, why, and what to do next
    /// @param reason the same without what to do next
    public VarveException(Kind kind, String message, String reason, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
    }

    /// {@return what became of it}
    public Kind kind() {
        return kind;
    }

    /// {@return what can't be done, to what and why, in one line, without what to do next}
    public String reason() {
        return reason;
    }
}
