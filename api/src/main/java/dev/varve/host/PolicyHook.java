package dev.varve.host;

import dev.varve.operation.VarveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that a policy has run before or after a snapshot: without a shell, and with an environment of its own, in
/// which nothing of ours is but the names.
record PolicyHook(Path program, Map<String, String> environment, Duration timeout) {
    private static final String SEARCHED =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final int LINE_MAX = 200;
    private static final int OUTPUT_MAX = 1 << 16;

    /// {@return why it failed, in one line; empty where it didn't}
    ///
    /// @throws VarveException `CANCELLED` where this thread was interrupted; the program has been ended
    Optional<String> failure() {
        try {
            // A file, for what it leaves running may have its output open for as long as it likes.
            var output = Files.createTempFile("varve-hook", null);
            try {
                return failure(output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return Optional.of("can't be run: " + e.getMessage());
        }
    }

    private Optional<String> failure(Path output) throws IOException {
        var builder =
                new ProcessBuilder(program.toString())
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", SEARCHED);
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                return Optional.of("took longer than " + timeout.toSeconds() + " s and was ended");
            }
        } catch (InterruptedException _) {
            end(process);
            Thread.currentThread().interrupt();
            throw new VarveException(
                    VarveException.Kind.CANCELLED, "cancelled while " + program + " ran");
        }
        int code = process.exitValue();
        return code == 0
                ? Optional.empty()
                : Optional.of(
                        "ended with "
                                + code
                                + lastLine(output).map(said -> ": " + said).orElse(""));
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Optional<String> lastLine(Path output) throws IOException {
        try (var stream = Files.newInputStream(output)) {
            long over = Files.size(output) - OUTPUT_MAX;
            if (over > 0) {
                stream.skipNBytes(over);
            }
            var text = new String(stream.readNBytes(OUTPUT_MAX), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                    .filter(line -> !line.isEmpty())
                    .reduce((_, last) -> last)
                    .map(line -> line.substring(0, Math.min(LINE_MAX, line.length())));
        }
    }
}
