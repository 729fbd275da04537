package dev.varve.cli.change;

import dev.varve.cli.session.Shown;
import dev.varve.core.hypervisor.CopyRate;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.step.Step;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Shows on a terminal, in one line, what is done, how fast and how long it will take. Elsewhere it
/// prints notes alone, and with `-q` nothing.
final class TerminalProgress implements OperationProgress, AutoCloseable {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /// To the line's begin, and without a break where the line is longer than the terminal is wide.
    private static final String BEGIN = "\r\u001b[K\u001b[?7l";

    private static final String END = "\u001b[?7h";
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final boolean quiet;
    private final boolean shown;
    private final CopyRate rate = new CopyRate(WINDOW);
    private String number = "";
    private String step = "";

    TerminalProgress(PrintStream terminal, boolean quiet) {
        this(
                terminal,
                quiet,
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
    }

    TerminalProgress(PrintStream terminal, boolean quiet, boolean isTerminal) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.shown = isTerminal && !quiet;
    }

    @Override
    public void performing(Step next, int number, int count) {
        begin("[" + number + "/" + count + "] ", next.describe());
    }

    /// Begins something that is no step of a plan.
    void doing(String text) {
        begin("", text);
    }

    @Override
    public void undoing(Step undo) {
        begin("undo: ", undo.describe());
    }

    private void begin(String prefix, String text) {
        number = prefix;
        step = text;
        rate.reset();
        show(number + step);
    }

    @Override
    public void advanced(long done, long total) {
        if (total > 0) {
            rate.add(System.nanoTime(), done, total);
            show(number + text(done, total, rate) + " " + step);
        }
    }

    @Override
    public void note(String text) {
        if (!quiet) {
            clear();
            terminal.println("note: " + Shown.of(text));
            show(number + step);
        }
    }

    /// It isn't 100 % before all is done.
    ///
    /// {@return `42 % (1.5 GiB of 3.6 GiB, 120.0 MiB/s, 17 s left)`}
    static String text(long done, long total, CopyRate rate) {
        var line =
                String.format(
                        Locale.ROOT,
                        "%d %% (%s of %s",
                        (int) Math.clamp(done * 100.0 / total, 0, 100),
                        Bytes.text(done),
                        Bytes.text(total));
        if (rate.copied() > 0) {
            line += ", " + Bytes.text(rate.copied()) + "/s";
        }
        return line + rate.left().map(left -> ", " + text(left) + " left").orElse("") + ")";
    }

    private static String text(Duration left) {
        if (left.toMinutes() < 1) {
            return left.toSeconds() + " s";
        }
        return left.toHours() < 1
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : left.toHours() + " h " + left.toMinutesPart() + " min";
    }

    private void show(String line) {
        if (shown) {
            terminal.print(BEGIN + Shown.of(line) + END);
            terminal.flush();
        }
    }

    private void clear() {
        if (shown) {
            terminal.print(CLEAR);
            terminal.flush();
        }
    }

    @Override
    public void close() {
        clear();
    }
}
