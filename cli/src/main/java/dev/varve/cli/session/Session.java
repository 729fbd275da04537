package dev.varve.cli.session;

import dev.varve.Domain;
import dev.varve.Varve;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a command works with: the connection, opened when it is first needed, and the two streams.
public final class Session implements AutoCloseable {
    private final GlobalOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private Optional<LibvirtConnection> connection = Optional.empty();

    public Session(
            GlobalOptions options,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
    }

    /// {@return the connection that `-c`, the environment or libvirt chooses}
    ///
    /// @throws CommandFailure in virsh's words if it can't be opened
    public LibvirtConnection connection() {
        if (connection.isEmpty()) {
            connection = Optional.of(open());
        }
        return connection.get();
    }

    /// {@return whether the domains are QEMU's, to which Varve's own operations apply. What other drivers call a snapshot
    /// is theirs alone}
    public boolean runsQemu() {
        return connection().driverType().equals("QEMU");
    }

    /// {@return the library on the same connection}
    ///
    /// @throws CommandFailure as [#connection]
    public Varve varve() {
        return Varve.on(connection(), asked());
    }

    /// {@return the library, for a command that looks at images}
    ///
    /// @throws CommandFailure as [#connection], and for other drivers than QEMU's
    public Varve images() {
        if (!runsQemu()) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "cannot look at images: this is for domains of QEMU");
        }
        return varve();
    }

    /// {@return the domain of that id, UUID or name, for a command that looks at its images}
    ///
    /// @throws CommandFailure as [#images], and in virsh's words if there is none
    public Domain withImages(String name) {
        var _ = images();
        return found(name);
    }

    /// {@return the domain of that id, UUID or name}
    ///
    /// @throws CommandFailure in virsh's words if there is none
    public Domain found(String name) {
        try (var handle = domain(name)) {
            return found(handle);
        }
    }

    /// {@return the domain of a handle, as the library has it}
    public Domain found(LibvirtDomain handle) {
        return varve().domain(handle.uuid());
    }

    /// Gives up a connection that is known to be lost, as after a restart of libvirt's daemon; the next use opens
    /// another.
    public void dropLostConnection() {
        if (connection.filter(open -> !open.isAlive()).isPresent()) {
            disconnect();
        }
    }

    /// Closes the connection, for a command that goes on for long without it; the next use opens another.
    public void disconnect() {
        connection.ifPresent(LibvirtConnection::close);
        connection = Optional.empty();
    }

    /// {@return the URI that `-c` or the environment gives; empty where libvirt chooses}
    public String asked() {
        return Stream.of(
                        options.uri(),
                        Optional.ofNullable(environment.get("VIRSH_DEFAULT_CONNECT_URI")),
                        Optional.ofNullable(environment.get("LIBVIRT_DEFAULT_URI")))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private LibvirtConnection open() {
        var uri =
                options.uri()
                        .or(() -> Optional.ofNullable(environment.get("VIRSH_DEFAULT_CONNECT_URI")))
                        .orElse("");
        try {
            var opened =
                    options.readonly()
                            ? LibvirtConnection.openReadOnly(uri)
                            : LibvirtConnection.open(uri);
            options.keepAlive().ifPresent(asked -> keepAlive(opened, asked));
            return opened;
        } catch (LibvirtException e) {
            throw new CommandFailure(
                    ExitCode.NO_CONNECTION,
                    "failed to connect to the hypervisor",
                    String.valueOf(e.getMessage()));
        }
    }

    private static void keepAlive(LibvirtConnection opened, GlobalOptions.KeepAlive asked) {
        try {
            if (opened.setKeepAlive(asked.interval(), asked.count())) {
                return;
            }
            opened.close();
            throw noKeepAlive("the other end doesn't answer such messages");
        } catch (LibvirtException e) {
            opened.close();
            throw noKeepAlive(String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure noKeepAlive(String why) {
        return new CommandFailure(
                ExitCode.NO_CONNECTION,
                "Cannot setup keepalive on connection as requested, disconnecting",
                "failed to connect to the hypervisor",
                why);
    }

    /// {@return the domain of that id, UUID or name, for the caller to close}
    ///
    /// @throws CommandFailure in virsh's words if there is none
    public LibvirtDomain domain(String name) {
        return DomainLookup.find(connection(), name);
    }

    /// Prints what is between two commands.
    ///
    /// @param took how long the one before took
    public void endCommand(Duration took) {
        if (options.timing()) {
            print(String.format(Locale.ROOT, "\n(Time: %.3f ms)\n\n", took.toNanos() / 1e6));
        } else {
            printExtra("\n");
        }
    }

    /// {@return the environment of the process}
    public Map<String, String> environment() {
        return environment;
    }

    /// {@return whether tables lack their headers, and messages are left out}
    public boolean quiet() {
        return options.quiet();
    }

    /// {@return what a shell prints where a command is to be typed: another where nothing can be changed}
    public String prompt() {
        return options.readonly() ? "varve > " : "varve # ";
    }

    /// Has the terminal show what was printed, before somebody else writes to it.
    public void flush() {
        out.flush();
        err.flush();
    }

    /// Prints data.
    public void print(String text) {
        out.print(text);
    }

    /// Prints what `-q` leaves out.
    public void printExtra(String text) {
        if (!options.quiet()) {
            out.print(text);
        }
    }

    /// Prints an error as virsh does.
    public void error(String text) {
        out.flush();
        err.println("error: " + Shown.of(text));
    }

    /// Tells what a user should know though nothing went wrong; `-q` leaves it out.
    public void note(String text) {
        if (!options.quiet()) {
            out.flush();
            err.println("note: " + Shown.of(text));
        }
    }

    /// Prints an error as a document, for a command that was asked for JSON.
    public void errorDocument(String json) {
        out.flush();
        err.print(json);
    }

    /// {@return whether what is printed goes to a terminal}
    public boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /// {@return where data goes that isn't text; it fails when nobody reads it any more}
    public OutputStream pipe() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                if (out.checkError()) {
                    throw new IOException("nobody reads standard output any more");
                }
            }
        };
    }

    /// Asks what only a person can answer.
    ///
    /// @return whether the answer was yes; false where there is no terminal
    public boolean confirms(String question) {
        out.flush();
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readLine("%s [y,n]: ", question))
                .filter(answer -> answer.startsWith("y"))
                .isPresent();
    }

    /// Prints what is neither data nor an error, such as progress.
    public PrintStream messages() {
        return err;
    }

    @Override
    public void close() {
        disconnect();
        out.flush();
        err.flush();
    }
}
