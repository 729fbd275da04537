package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Runs qemu-img, one command at a time, to its end or to its interruption.
///
/// A command outlives a JVM that is killed: QEMU's lock on the image then meets whoever comes next,
/// as [ImageInUseException].
final class QemuImg {
    private static final Pattern PERCENT = Pattern.compile("\\(([0-9]+(?:\\.[0-9]+)?)/100%\\)");
    private static final Pattern LOCKED =
            Pattern.compile("Failed to get (?:shared )?\"[^\"]*\" lock");
    private static final Pattern LOCKED_FILE =
            Pattern.compile("another process using the image \\[(.*)\\]");
    private static final int TEXT_MAX = 8192;
    private static final long END_SECONDS = 5;

    private final String program;

    QemuImg() {
        this("qemu-img");
    }

    QemuImg(String program) {
        this.program = program;
    }

    /// {@return `value` as part of an `-o` list, where a comma would begin the next option}
    static String optionValue(String value) {
        return value.replace(",", ",,");
    }

    /// {@return a path that no command takes for an option or a protocol}
    static String argument(Path path) {
        return path.toAbsolutePath().toString();
    }

    /// Runs `qemu-img command arguments`, to which `image` matters most.
    ///
    /// @return what it printed
    /// @throws ImageInUseException when somebody has a lock on one of the images
    /// @throws InterruptedIOException when the thread was interrupted; the process has ended by then,
    ///     and the thread is still marked as interrupted
    String run(String command, Path image, List<String> arguments, CopyProgress progress)
            throws IOException {
        var line = new ArrayList<>(List.of(program, command));
        line.addAll(arguments);
        var process = start(line);
        try {
            return new Running(command, image, process).await(progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("qemu-img " + command + " was cancelled");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            end(process);
        }
    }

    private Process start(List<String> line) throws IOException {
        var builder = new ProcessBuilder(line);
        builder.environment().put("LC_ALL", "C");
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new IOException(
                    "cannot run "
                            + program
                            + ": install the package qemu-utils (Debian, Ubuntu) or qemu-img"
                            + " (Fedora, RHEL)",
                    e);
        }
    }

    /// Ends what still runs; on the way out of an interruption, so it is not to be interrupted itself.
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// One process, with a thread for each of its two outputs, so that neither fills up.
    private static final class Running {
        private sealed interface Event {
            record Percent(double value) implements Event {}

            record End() implements Event {}
        }

        private final String command;
        private final Path image;
        private final Process process;
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final StringBuilder output = new StringBuilder();
        private final StringBuilder errors = new StringBuilder();

        Running(String command, Path image, Process process) {
            this.command = command;
            this.image = image;
            this.process = process;
        }

        String await(CopyProgress progress) throws IOException, InterruptedException {
            var outputs = Thread.ofVirtual().start(this::readOutput);
            var complaints = Thread.ofVirtual().start(this::readErrors);
            double last = -1;
            while (events.take() instanceof Event.Percent(double value)) {
                if (value > last) {
                    last = value;
                    progress.at(value);
                }
            }
            outputs.join();
            complaints.join();
            int status = process.waitFor();
            if (status != 0) {
                throw failure(status, errors.toString().strip());
            }
            return output.toString();
        }

        private IOException failure(int status, String complaint) {
            String text = complaint.isEmpty() ? "exit status " + status : complaint;
            var message =
                    "qemu-img "
                            + command
                            + " failed: "
                            + text.replaceFirst("^qemu-img: ", "").replaceAll("\\s*\n\\s*", "; ");
            if (!LOCKED.matcher(text).find()) {
                return new IOException(message);
            }
            var file = LOCKED_FILE.matcher(text);
            return new ImageInUseException(
                    file.find() ? lockedFile(file.group(1)).orElse(image) : image, message);
        }

        private static Optional<Path> lockedFile(String name) {
            try {
                return name.startsWith("/") ? Optional.of(Path.of(name)) : Optional.empty();
            } catch (InvalidPathException e) {
                return Optional.empty(); // Then the image that the command was about has to do.
            }
        }

        private void readErrors() {
            read(process.errorReader(StandardCharsets.UTF_8), errors, _ -> {});
        }

        private void readOutput() {
            var reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
            read(new BufferedReader(reader), output, this::offerPercent);
            events.add(new Event.End());
        }

        private void offerPercent(String text) {
            var percent = PERCENT.matcher(text);
            if (percent.find()) {
                events.add(new Event.Percent(Double.parseDouble(percent.group(1))));
            }
        }

        private interface Line {
            void read(String text);
        }

        /// Reads to the end; keeps the first characters. CopyProgress comes in lines that end with CR.
        private static void read(Reader from, StringBuilder into, Line lines) {
            try (var reader = from instanceof BufferedReader b ? b : new BufferedReader(from)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.read(line);
                    if (into.length() + line.length() < TEXT_MAX) {
                        into.append(line).append('\n');
                    }
                }
            } catch (IOException e) {
                into.append("(the output ended early: ").append(e.getMessage()).append(")\n");
            }
        }
    }
}
