package dev.varve.image;

/// Told how far an operation has come. Called on the thread that runs the operation; an exception
/// from it ends the operation.
@FunctionalInterface
public interface CopyProgress {
    /// Told once per step that was made.
    ///
    /// @param percent from 0 to 100, never less than before
    void at(double percent);

    /// {@return a listener that does not listen}
    static CopyProgress ignored() {
        return _ -> {};
    }
}
