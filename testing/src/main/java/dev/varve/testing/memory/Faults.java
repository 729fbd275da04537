package dev.varve.testing.memory;

/// Told of every single change that a [MemoryHypervisor] makes, so that a test can let something
/// fail there: by a [dev.varve.core.hypervisor.HypervisorException] for a step that fails, by an
/// error of its own for whatever ends the program.
public interface Faults {
    /// A change is about to be made. If this throws, it is not made.
    ///
    /// @param change what is changed, in a few words
    default void before(String change) {}

    /// A change has been made, and stays made if this throws.
    ///
    /// @param change what was changed, in a few words
    default void after(String change) {}

    /// {@return a listener that lets everything happen}
    static Faults none() {
        return new Faults() {};
    }
}
