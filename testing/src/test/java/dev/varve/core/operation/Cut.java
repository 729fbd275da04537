package dev.varve.core.operation;

/// The program ends here: no handler of failures may see it.
final class Cut extends Error {
    private static final long serialVersionUID = 1L;

    Cut(String where) {
        super(where, null, false, false);
    }
}
