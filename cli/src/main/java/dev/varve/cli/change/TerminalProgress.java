package dev.varve.cli.change;

import dev.varve.cli.session.Shown;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Shows on a terminal, in one line, what is done, how fast and how long it will take. Elsewhere it
/// prints notes alone, and with `-q` nothing.
public final class TerminalProgress implements ProgressListener, AutoCloseable {
    /// To the line's begin, and without a break where the line is longer than the terminal is wide.
    private static final String BEGIN = "\r\u001b[K\u001b[?7l";

    private static final String END = "\u001b[?7h";
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final boolean quiet;
    private final boolean shown;
    private String number = "";
    private String step = "";

    /// @param quiet print nothing
    public TerminalProgress(PrintStream terminal, boolean quiet) {
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
    public void on(Progress progress) {
        switch (progress) {
            case Progress.Step(int place, int count, String text) ->
                    begin(count > 1 ? "[" + place + "/" + count + "] " : "", text);
            case Progress.Undo(var text) -> begin("undo: ", text);
            case Progress.Moved moved -> show(number + text(moved) + " " + step);
            case Progress.Note(var text) -> note(text);
        }
    }

    private void begin(String prefix, String text) {
        number = prefix;
        step = text;
        show(number + step);
    }

    private void note(String text) {
        if (!quiet) {
            clear();
            terminal.println("note: " + Shown.of(text));
            show(number + step);
        }
    }

    /// It isn't 100 % before all is done.
    ///
    /// {@return `42 % (1.5 GiB of 3.6 GiB, 120.0 MiB/s, 17 s left)`}
    static String text(Progress.Moved moved) {
        var line =
                String.format(
                        Locale.ROOT,
                        "%d %% (%s of %s",
                        (int) Math.clamp(moved.bytes() * 100.0 / moved.total(), 0, 100),
                        Bytes.text(moved.bytes()),
                        Bytes.text(moved.total()));
        if (moved.bytesPerSecond() > 0) {
            line += ", " + Bytes.text(moved.bytesPerSecond()) + "/s";
        }
        return line + moved.remaining().map(left -> ", " + text(left) + " left").orElse("") + ")";
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

    /// Clears the line. It may be used again afterwards.
    @Override
    public void close() {
        clear();
        number = "";
        step = "";
    }
}
