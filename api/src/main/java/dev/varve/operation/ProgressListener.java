package dev.varve.operation;

/// Told how far an operation is, on the thread that performs it. What it throws at a
/// [Progress.Step] or a [Progress.Moved] stops the operation as a failure does: what was begun is taken back, or, where it is too late for that, left
/// unfinished; what it
/// throws at anything else goes to the thread's uncaught exception handler. An `Error` leaves what a process leaves that is
/// killed: the operation is to be recovered.
///
/// @since 0.1
@FunctionalInterface
public interface ProgressListener {
    /// Something has happened. Data that is moved is told of several times a second: return soon.
    void on(Progress progress);

    /// {@return a listener that does nothing}
    static ProgressListener silent() {
        return _ -> {};
    }
}
