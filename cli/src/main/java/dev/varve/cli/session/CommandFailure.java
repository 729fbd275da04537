package dev.varve.cli.session;

import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.VarveException;
import java.util.List;
import java.util.stream.Stream;

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

    private CommandFailure(ExitCode exitCode, List<String> lines) {
        super(String.join("; ", lines));
        this.exitCode = exitCode;
        this.lines = lines;
    }

    /// {@return the failure of libvirt or of an operation as one of the command}
    public static CommandFailure of(RuntimeException e) {
        var exitCode =
                switch (e) {
                    case LibvirtException failure -> ExitCode.of(failure.kind());
                    case VarveException failure -> ExitCode.of(failure.kind());
                    default -> ExitCode.FAILED;
                };
        return new CommandFailure(exitCode, String.valueOf(e.getMessage()));
    }

    /// {@return all of these failures as one}
    ///
    /// @param several how the command ends where they differ
    public static CommandFailure of(List<CommandFailure> failures, ExitCode several) {
        var codes = failures.stream().map(CommandFailure::exitCode).distinct().toList();
        return new CommandFailure(
                codes.size() == 1 ? codes.getFirst() : several,
                failures.stream().flatMap(failure -> failure.lines().stream()).toList());
    }

    /// {@return the same failure with a line before its own}
    public CommandFailure after(String line) {
        return new CommandFailure(
                exitCode, Stream.concat(Stream.of(line), lines.stream()).toList());
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
