package dev.varve.cli;

import java.util.List;

/// A command failed, and this is what the user is told: one line of `error: …` for each.
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;
    private final ExitCode exitCode;

    public CommandFailure(String... lines) {
        this(ExitCode.FAILED, lines);
    }

    public CommandFailure(ExitCode exitCode, String... lines) {
        super(String.join("; ", lines));
        this.exitCode = exitCode;
        this.lines = List.of(lines);
    }

    /// {@return what to print, a line each}
    public List<String> lines() {
        return lines;
    }

    /// {@return how the process ends, where the command has exit codes of its own}
    public ExitCode exitCode() {
        return exitCode;
    }
}
