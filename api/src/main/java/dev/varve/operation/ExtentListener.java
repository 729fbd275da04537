package dev.varve.operation;

/// Is told where disks differ.
///
/// @since 0.1
@FunctionalInterface
public interface ExtentListener {
    /// Is told of a range. What this throws ends the comparison, and goes to whoever asked for it.
    ///
    /// @param disk its target
    /// @param offset where it begins, in bytes; of a disk in ascending order
    /// @param length in bytes, above 0
    void on(String disk, long offset, long length);

    /// {@return one that does nothing}
    static ExtentListener silent() {
        return (_, _, _) -> {};
    }
}
