package dev.varve.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A shell whose lines come out of a file or a pipe. As virsh does then, it prints each behind the prompt, so that what
/// it prints reads like a session.
public final class PipedShell {
    private final BufferedReader lines;
    private final PrintStream out;
    private final String prompt;

    /// @param prompt printed before each line
    public PipedShell(InputStream in, PrintStream out, String prompt) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.prompt = prompt;
    }

    /// Performs line by line, to the last or to the one that ends the shell.
    public void run(Interpreter interpreter) {
        var line = next();
        while (line.isPresent() && perform(interpreter, line.get())) {
            line = next();
        }
        out.println();
    }

    private boolean perform(Interpreter interpreter, String line) {
        out.println(line);
        out.flush();
        return line.isEmpty() || interpreter.perform(line);
    }

    private Optional<String> next() {
        out.print(prompt);
        out.flush();
        try {
            return Optional.ofNullable(lines.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
