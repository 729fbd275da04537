package dev.varve.core.hypervisor;

/// A hypervisor could not do what it was asked for.
public final class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What kind of failure it is, for exit codes and for deciding what to do next.
    public enum Kind {
        NOT_FOUND,
        BUSY,
        INVALID,
        UNSUPPORTED,
        DISCONNECTED,
        CANCELLED,
        /// The file system is full. A merge that fails so has changed nothing that is read, and given back what it took,
        /// as far as it could.
        NO_ROOM,
        FAILED
    }

    private final Kind kind;

    public HypervisorException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public HypervisorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// {@return the kind of failure}
    public Kind kind() {
        return kind;
    }
}
