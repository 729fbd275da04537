package dev.varve.cli.change;

import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.Step;
import java.io.PrintStream;
import java.util.Locale;

/// Shows on a terminal what is done, how fast and how long it will take; shows nothing elsewhere.
final class TerminalProgress implements OperationProgress, AutoCloseable {
    private static final long NANOS = 1_000_000_000L;
    private final PrintStream terminal;
    private final boolean shown;
    private String step = "";
    private long startedAt = System.nanoTime();
    private int width;

    TerminalProgress(PrintStream terminal) {
        this.terminal = terminal;
        this.shown =
                java.util.Optional.ofNullable(System.console())
                        .filter(java.io.Console::isTerminal)
                        .isPresent();
    }

    @Override
    public void performing(Step next, int number, int count) {
        begin("[" + number + "/" + count + "] " + next.describe());
    }

    @Override
    public void undoing(Step undo) {
        begin("undo: " + undo.describe());
    }

    private void begin(String text) {
        step = text;
        startedAt = System.nanoTime();
        show(step);
    }

    @Override
    public void advanced(long done, long total) {
        if (total > 0) {
            show(step + ": " + text(done, total, System.nanoTime() - startedAt));
        }
    }

    @Override
    public void note(String text) {
        close();
        terminal.println("note: " + text);
        show(step);
    }

    /// {@return `42 % (1.5 GiB of 3.6 GiB, 120.0 MiB/s, 17 s left)`}
    static String text(long done, long total, long nanos) {
        var percent = Math.min(100, done * 100.0 / total);
        var line =
                String.format(
                        Locale.ROOT,
                        "%.0f %% (%s of %s",
                        percent,
                        Bytes.text(done),
                        Bytes.text(total));
        if (nanos <= 0 || done <= 0) {
            return line + ")";
        }
        var rate = done * (double) NANOS / nanos;
        var left = Math.max(0, Math.round((total - done) / rate));
        return line + ", " + Bytes.text((long) rate) + "/s, " + left + " s left)";
    }

    private void show(String line) {
        if (shown) {
            terminal.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            terminal.flush();
            width = line.length();
        }
    }

    @Override
    public void close() {
        if (shown && width > 0) {
            terminal.print("\r" + " ".repeat(width) + "\r");
            terminal.flush();
        }
    }
}
