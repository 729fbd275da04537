package dev.varve.cli.guest;

import dev.varve.Varve;
import dev.varve.operation.Change;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;

/// A program that takes a snapshot of a domain, and is gone in the middle as if it had been killed.
final class HaltedProgram {
    private HaltedProgram() {}

    /// Begins, and ends before that step.
    ///
    /// @param arguments the URI, the domain, the snapshot and the number of the step
    public static void main(String[] arguments) {
        int last = Integer.parseInt(arguments[3]);
        ProgressListener listener =
                progress -> {
                    if (progress instanceof Progress.Step step && step.number() == last) {
                        Runtime.getRuntime().halt(9);
                    }
                };
        try (var varve = Varve.open(arguments[0])) {
            varve.domain(arguments[1]).perform(Change.create(arguments[2]), listener);
        }
    }
}
