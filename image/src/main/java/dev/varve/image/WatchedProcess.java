package dev.varve.image;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A program that goes on until it is closed, or until this process ends in whatever way.
///
/// Between the two stands a shell. It waits for the end of a pipe that only this process holds open,
/// and the kernel closes that even after a SIGKILL. Then it ends the program and removes its directory.
/// It has a session of its own: Ctrl-C is for Varve, which ends the program in order.
final class WatchedProcess implements Closeable {
    /// The program alone keeps the error stream open: when that is at its end, so is the program.
    private static final String SHELL =
            """
            directory=$1
            shift
            "$@" &
            exec 2>/dev/null
            cat
            kill "$!"
            wait "$!"
            status=$?
            rm -rf -- "$directory"
            exit "$status"
            """;

    /// What a shell ends with when there is no such program.
    private static final int NOT_FOUND = 127;

    private static final int TEXT_MAX = 8192;
    private static final long END_SECONDS = 5;

    private final String program;
    private final Process shell;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private List<ProcessHandle> family = List.of();

    private WatchedProcess(String program, Process shell) {
        this.program = program;
        this.shell = shell;
        Thread.ofVirtual().start(this::readErrors);
    }

    /// Starts the program and waits until it is ready.
    ///
    /// @param ready the file that it makes then, in a directory that is removed after its end
    /// @throws IOException with what it said, when it ends instead
    /// @throws InterruptedException then it has ended
    static WatchedProcess start(List<String> line, Path ready)
            throws IOException, InterruptedException {
        var directory = Optional.ofNullable(ready.getParent()).orElseThrow();
        try (var watch = FileSystems.getDefault().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            var process = new WatchedProcess(line.getFirst(), run(line, directory));
            try {
                process.awaitReady(watch, ready.getFileName());
                return process;
            } catch (IOException | InterruptedException | RuntimeException e) {
                process.close();
                throw e;
            }
        }
    }

    private static Process run(List<String> line, Path directory) throws IOException {
        var whole =
                new ArrayList<>(
                        List.of(
                                "setsid",
                                "sh",
                                "-c",
                                SHELL,
                                line.getFirst(),
                                directory.toString()));
        whole.addAll(line);
        var builder = new ProcessBuilder(whole).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private void awaitReady(WatchService watch, Path name)
            throws IOException, InterruptedException {
        var ready = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> watch(watch, name, ready));
        await(CompletableFuture.anyOf(ready, end));
        if (end.isDone()) {
            throw new IOException(whyNotReady());
        }
        family = shell.descendants().toList();
    }

    private String whyNotReady() throws IOException, InterruptedException {
        shell.getOutputStream().close();
        return shell.waitFor() == NOT_FOUND
                ? "cannot run "
                        + program
                        + ": install the package qemu-utils (Debian, Ubuntu) or qemu-img (Fedora,"
                        + " RHEL)"
                : awaitEnd();
    }

    private static void watch(WatchService watch, Path name, CompletableFuture<Void> ready) {
        try {
            for (boolean there = false; !there; ) {
                var key = watch.take();
                there = key.pollEvents().stream().anyMatch(e -> name.equals(e.context()));
                key.reset();
            }
            ready.complete(null);
        } catch (ClosedWatchServiceException _) {
            return; // Nobody waits any more.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void readErrors() {
        var last = new StringBuilder();
        try (var reader = new BufferedReader(shell.errorReader(StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                last.append(last.isEmpty() ? "" : "; ").append(line.strip());
                last.delete(0, Math.max(0, last.length() - TEXT_MAX));
            }
        } catch (IOException e) {
            last.append(" (the output ended early: ").append(e.getMessage()).append(')');
        }
        end.complete(last.isEmpty() ? program + " has ended" : last.toString());
    }

    /// {@return what the program said, once it has ended}
    String awaitEnd() throws InterruptedException {
        return await(end);
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it with a failure", e);
        }
    }

    /// Ends the program; on the way out of an interruption, so it is not to be interrupted itself.
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        shell.getOutputStream().close();
        try {
            if (!shell.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                shell.descendants().forEach(ProcessHandle::destroyForcibly);
                shell.waitFor();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        family.forEach(ProcessHandle::destroy); // Of a shell that somebody has killed.
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
