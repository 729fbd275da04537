package dev.varve.testing.simulation;

/// The program ends here: no handler of failures may see it.
public final class Cut extends Error {
    private static final long serialVersionUID = 1L;

    /// The end at a change.
    ///
    /// @param where the change at which the program ends
    public Cut(String where) {
        super(where, null, false, false);
    }
}
