package dev.varve.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The entry of the process.
public final class Main {
    private static final long CANCEL_MILLIS = 30_000;

    private Main() {}

    /// Runs the program and exits.
    public static void main(String[] arguments) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        cancelOnSignal(Thread.currentThread());
        int exit = new Varve(out, err).run(List.of(arguments));
        out.flush();
        err.flush();
        Runtime.getRuntime().halt(exit);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)),
                true,
                StandardCharsets.UTF_8);
    }

    /// Ctrl-C interrupts what runs, and gives it time to abort its block job and to undo or to leave
    /// its journal in order.
    private static void cancelOnSignal(Thread worker) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            worker.interrupt();
                            try {
                                worker.join(CANCEL_MILLIS);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        }));
    }
}
