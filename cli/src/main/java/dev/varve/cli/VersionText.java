package dev.varve.cli;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.GlobalOptions;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.Shown;
import dev.varve.cli.session.Versions;
import dev.varve.libvirt.LibvirtException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Which Varve this is, and which libvirt and QEMU it talks to, as far as that is known soon: no libvirt, or one that
/// doesn't answer, is told in a line and is no failure.
final class VersionText {
    private static final String END = "";

    private final GlobalOptions options;
    private final Map<String, String> environment;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private VersionText(GlobalOptions options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /// Prints a line each, the first with Varve's version and nothing else.
    ///
    /// @param patience how long libvirt is waited for
    static void print(
            PrintStream out,
            GlobalOptions options,
            Map<String, String> environment,
            Duration patience) {
        out.println(Versions.program());
        var text = new VersionText(options, environment);
        Thread.ofPlatform().daemon().name("versions").start(text::ask);
        try {
            text.printUntil(out, System.nanoTime() + patience.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void printUntil(PrintStream out, long end) throws InterruptedException {
        while (true) {
            var line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                out.println("libvirt: no answer yet");
                return;
            }
            if (line.equals(END)) {
                return;
            }
            out.println(Shown.of(line));
        }
    }

    /// On a thread of its own: what libvirt waits for can't be interrupted.
    private void ask() {
        try {
            lines.add("libvirt's library: " + Versions.library());
            askDaemon();
        } catch (LibvirtException e) {
            lines.add("libvirt: " + e.getMessage());
        } catch (CommandFailure e) {
            lines.add("libvirt: " + String.join(": ", e.lines()));
        }
        lines.add(END);
    }

    private void askDaemon() {
        var silent = new PrintStream(OutputStream.nullOutputStream());
        try (var session = new Session(reading(), silent, silent, environment)) {
            var connection = session.connection();
            lines.add(
                    "libvirt at "
                            + connection.uri()
                            + ": "
                            + Versions.spelled(connection.libraryVersion()));
            lines.add(
                    connection.driverType()
                            + ": "
                            + Optional.of(connection.driverVersion())
                                    .filter(version -> version > 0)
                                    .map(Versions::spelled)
                                    .orElse("not told"));
        }
    }

    /// To read needs no password.
    private GlobalOptions reading() {
        return new GlobalOptions(
                options.connect(),
                /* quiet= */ true,
                /* readonly= */ true,
                options.keepaliveInterval(),
                options.keepaliveCount(),
                /* timing= */ false,
                List.of());
    }
}
