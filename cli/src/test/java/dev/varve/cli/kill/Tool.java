package dev.varve.cli.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A run of a program to its end.
record Tool(int exit, String output) {

    static Tool run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Tool(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs a program that must not fail.
    static void must(String... command) {
        var run = run(command);
        if (run.exit != 0) {
            throw new IllegalStateException(List.of(command) + ": " + run.output);
        }
    }
}
