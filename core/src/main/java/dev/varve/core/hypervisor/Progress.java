package dev.varve.core.hypervisor;

/// Told how far a long step is. Called on the thread that performs the step.
public interface Progress {
    /// Bytes done of bytes in all; the total may grow while a guest writes.
    void advanced(long done, long total);

    /// Something that the user should know came of a step, in one line; nothing failed.
    default void note(String text) {}

    /// The step is about to pause a guest that runs, for a short time: when this returns, that is known
    /// to whoever recovers the operation. An exception from it keeps the guest running.
    default void pausing() {}

    /// The guest that the step had paused runs again.
    default void resumed() {}

    /// {@return a listener that does nothing}
    static Progress none() {
        return (_, _) -> {};
    }
}
