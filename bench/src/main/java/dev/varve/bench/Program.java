package dev.varve.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Runs programs that must succeed.
final class Program {
    private Program() {}

    static void run(String... command) throws IOException {
        feed("", command);
    }

    /// Runs the program with `input` to read.
    static void feed(String input, String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var reader = Thread.ofVirtual().start(() -> write(process, input));
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            reader.join();
            if (process.waitFor() != 0) {
                throw new IOException(List.of(command) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static void write(Process process, String input) {
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading all: its exit status tells why.
            process.destroy();
        }
    }

    static void sync(Path file) throws IOException {
        run("sync", file.toString());
    }
}
