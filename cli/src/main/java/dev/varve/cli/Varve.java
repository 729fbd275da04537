package dev.varve.cli;

import dev.varve.cli.arguments.GlobalArguments;
import dev.varve.cli.arguments.GlobalParse;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.command.Commands;
import dev.varve.cli.manual.HelpText;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.GlobalOptions;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.Shown;
import dev.varve.cli.session.Versions;
import dev.varve.cli.shell.PipedShell;
import dev.varve.cli.shell.ShellWords;
import dev.varve.cli.shell.TerminalShell;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.Xml;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The program: arguments in, text and an exit code out.
public final class Varve {
    private static final Duration VERSION_PATIENCE = Duration.ofSeconds(2);

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    public Varve(PrintStream out, PrintStream err) {
        this(System.in, out, err, System.getenv());
    }

    /// As the process of that environment.
    public Varve(PrintStream out, PrintStream err, Map<String, String> environment) {
        this(InputStream.nullInputStream(), out, err, environment);
    }

    /// As the process of that environment, which reads its commands from `in` where it is given none.
    public Varve(
            InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
    }

    /// Runs the commands in `arguments`.
    ///
    /// @return the exit code
    public int run(List<String> arguments) {
        return switch (GlobalArguments.parse(arguments)) {
            case GlobalParse.Help _ -> help();
            case GlobalParse.Version(var full, var options) -> version(full, options);
            case GlobalParse.Wrong(var errors) -> wrong(errors, arguments.contains("--json"));
            case GlobalParse.Ready(var options, var rest) -> {
                options.warnings().forEach(this::error);
                yield rest.isEmpty() ? shell(options) : runCommands(options, rest);
            }
        };
    }

    private int help() {
        out.print(HelpText.of(Commands.table().commandLine()));
        return ExitCode.DONE.number();
    }

    private int version(boolean full, GlobalOptions options) {
        if (full) {
            VersionText.print(out, options, environment, VERSION_PATIENCE);
        } else {
            out.println(Versions.program());
        }
        return ExitCode.DONE.number();
    }

    private int wrong(List<String> errors, boolean json) {
        if (json) {
            err.print(Commanding.document(ExitCode.USAGE, errors));
        } else {
            errors.forEach(this::error);
        }
        return ExitCode.FAILED.number();
    }

    private void error(String text) {
        err.println("error: " + Shown.of(text));
    }

    private int runCommands(GlobalOptions options, List<String> rest) {
        Thread.ofPlatform().daemon().name("preparation").start(Varve::prepare);
        try (var session = new Session(options, out, err, environment)) {
            var commands = new Commanding(session, Commands.table());
            return switch (commands.read(rest)) {
                case VirshParse.Wrong wrong -> commands.refuse(wrong, rest.contains("--json"));
                case VirshParse.Commands(var invocations) ->
                        connects(options, commands, invocations)
                                ? commands.perform(invocations).exit()
                                : ExitCode.FAILED.number();
            };
        }
    }

    /// The connection of `-c` is opened before any command begins; that it can't be is then said
    /// without the newline that ends a command.
    private static boolean connects(
            GlobalOptions options, Commanding commands, List<VirshParse.Invocation> invocations) {
        return options.connect().isEmpty() || commands.connects(invocations);
    }

    /// As virsh without a command: what is typed or piped in, a line at a time, on one connection.
    ///
    /// @return zero, whatever the commands came to, as virsh does
    private int shell(GlobalOptions options) {
        Thread.ofPlatform().daemon().name("preparation").start(Varve::prepare);
        try (var session = new Session(options, out, err, environment)) {
            var table = ShellWords.in(Commands.table());
            var commands = new Commanding(session, table);
            if (!connects(options, commands, List.of())) {
                return ExitCode.FAILED.number();
            }
            session.printExtra(ShellWords.GREETING);
            if (session.isTerminal()) {
                TerminalShell.onSystemTerminal(session, table).run(commands::performLine);
            } else {
                new PipedShell(in, out, session.prompt()).run(commands::performLine);
            }
            return ExitCode.DONE.number();
        }
    }

    /// Most commands connect, and read what libvirt prints. Their model takes as long to make as libvirt and the XML
    /// parser to load, so that is done at the same time.
    private static void prepare() {
        try {
            LibvirtConnection.prepare();
            Xml.parse("<domain/>");
        } catch (LibvirtException _) {
            // Whoever connects is told, in the words of a connection that fails.
        }
    }
}
