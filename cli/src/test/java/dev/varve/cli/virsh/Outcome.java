package dev.varve.cli.virsh;

/// What a program printed, and its exit code.
record Outcome(String out, String err, int exit) {

    /// Whether a command began: then there is its newline or its output, or at least no failure.
    boolean commandBegan() {
        return !out.isEmpty() || exit == 0;
    }
}
