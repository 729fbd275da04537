package dev.varve.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/// Two ways to do the same, timed in turns; each from the same state.
final class TimedComparison {
    private static final int ROUNDS = 5;

    private final String fileSystem;
    private final String name;

    TimedComparison(String fileSystem, String name) {
        this.fileSystem = fileSystem;
        this.name = name;
    }

    interface Action {
        void run() throws IOException;
    }

    /// Prints what each took, ours as a median: theirs, which takes minutes, is timed once.
    void runLong(Action theirs, Action ours) throws IOException {
        var ourSeconds = new double[ROUNDS];
        double their = seconds(theirs);
        for (int i = 0; i < ROUNDS; i++) {
            ourSeconds[i] = seconds(ours);
        }
        print(new double[] {their}, ourSeconds);
    }

    /// Prints the medians, in seconds, and how many times as long theirs takes.
    ///
    /// @param prepare makes the state again from which both begin; isn't timed
    void run(Action prepare, Action theirs, Action ours) throws IOException {
        var theirSeconds = new double[ROUNDS];
        var ourSeconds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            prepare.run();
            theirSeconds[i] = seconds(theirs);
            prepare.run();
            ourSeconds[i] = seconds(ours);
        }
        print(theirSeconds, ourSeconds);
    }

    private void print(double[] theirs, double[] ours) {
        System.out.printf(
                Locale.ROOT,
                "%-6s %-34s %8.3f (%.3f-%.3f) %8.3f (%.3f-%.3f) %7.1f%n",
                fileSystem,
                name,
                median(theirs),
                min(theirs),
                max(theirs),
                median(ours),
                min(ours),
                max(ours),
                median(theirs) / median(ours));
    }

    static void printHead() {
        System.out.printf(
                Locale.ROOT,
                "%-6s %-34s %22s %22s %9s%n",
                "on",
                "what",
                "qemu-img, s",
                "Varve, s",
                "ratio");
    }

    private static double seconds(Action action) throws IOException {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
