package dev.varve.cli;

import dev.varve.cli.arguments.GlobalArguments;
import dev.varve.cli.arguments.GlobalParse;
import dev.varve.cli.arguments.VirshArguments;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.command.Commands;
import dev.varve.cli.json.ErrorReport;
import dev.varve.cli.manual.HelpText;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.GlobalOptions;
import dev.varve.cli.session.Session;
import dev.varve.cli.session.Versions;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.Xml;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.VarveException;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The program: arguments in, text and an exit code out.
public final class Varve {
    private static final Duration VERSION_PATIENCE = Duration.ofSeconds(2);

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    public Varve(PrintStream out, PrintStream err) {
        this(out, err, System.getenv());
    }

    /// As the process of that environment.
    public Varve(PrintStream out, PrintStream err, Map<String, String> environment) {
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
            case GlobalParse.Wrong(var errors) -> wrong(errors);
            case GlobalParse.Ready(var options, var rest) -> {
                options.warnings().forEach(this::error);
                yield rest.isEmpty() ? help() : runCommands(options, rest);
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

    /// Scripts get virsh's errors, and nothing else.
    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private void suggest(String command) {
        err.println("note: did you mean \"varve " + command + "\"?");
    }

    private int wrong(List<String> errors, boolean json) {
        if (!json) {
            return wrong(errors);
        }
        err.print(JsonText.of(new ErrorReport(ExitCode.USAGE.word(), String.join("; ", errors))));
        return ExitCode.FAILED.number();
    }

    private int wrong(List<String> errors) {
        errors.forEach(this::error);
        return ExitCode.FAILED.number();
    }

    private void error(String text) {
        err.println("error: " + text);
    }

    private int runCommands(GlobalOptions options, List<String> rest) {
        Thread.ofPlatform().daemon().name("preparation").start(Varve::prepare);
        return switch (new VirshArguments(Commands.table()).parse(rest)) {
            case VirshParse.Wrong(var errors, var meant) -> {
                int exit = wrong(errors, rest.contains("--json"));
                meant.filter(_ -> isTerminal()).ifPresent(this::suggest);
                yield exit;
            }
            case VirshParse.Commands(var invocations) -> {
                try (var session = new Session(options, out, err, environment)) {
                    yield runAll(session, options, invocations);
                }
            }
        };
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

    /// The connection of `-c` is opened before any command begins; that it can't be is then said
    /// without the newline that ends a command.
    private int runAll(
            Session session, GlobalOptions options, List<VirshParse.Invocation> invocations) {
        if (options.connect().isPresent()) {
            try {
                session.connection();
            } catch (CommandFailure e) {
                report(session, invocations.stream().anyMatch(Varve::wantsJson), e);
                return ExitCode.FAILED.number();
            }
        }
        int exit = ExitCode.DONE.number();
        for (var invocation : invocations) {
            exit = runOne(session, invocation);
            if (!wantsJson(invocation)) {
                session.printExtra("\n");
            }
        }
        return exit;
    }

    private static boolean wantsJson(VirshParse.Invocation invocation) {
        return invocation.arguments().contains("--json");
    }

    private int runOne(Session session, VirshParse.Invocation invocation) {
        if (invocation.help()) {
            out.print(HelpText.ofCommand(invocation.command()));
            return ExitCode.DONE.number();
        }
        var command = invocation.command();
        VirshCommand body = command.getCommand();
        try {
            fill(command, invocation.arguments());
            begin(session, body);
            body.run(session);
            return ExitCode.DONE.number();
        } catch (CommandFailure e) {
            report(session, wantsJson(invocation), e);
            return exit(body, e.exitCode());
        } catch (LibvirtException | VarveException | XmlException e) {
            var failure = CommandFailure.of(e);
            report(session, wantsJson(invocation), failure);
            return exit(body, failure.exitCode());
        }
    }

    /// Fills the command's fields, as far as what was given is of their types.
    private static void fill(CommandLine command, List<String> arguments) {
        try {
            // picocli parses a subcommand only from its root.
            command.getParent().parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /// As virsh does before a command of its own: connects, and checks the options together.
    private static void begin(Session session, VirshCommand body) {
        if (!body.ours()) {
            session.connection();
        }
        body.conflict()
                .ifPresent(line -> {
                    throw new CommandFailure(ExitCode.USAGE, line);
                });
    }

    private static void report(Session session, boolean json, CommandFailure e) {
        if (json) {
            session.errorDocument(
                    JsonText.of(
                            new ErrorReport(e.exitCode().word(), String.join("; ", e.lines()))));
        } else {
            e.lines().forEach(session::error);
        }
    }

    private static int exit(VirshCommand command, ExitCode code) {
        return command.ours() ? code.number() : ExitCode.FAILED.number();
    }
}
