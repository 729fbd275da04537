package dev.varve.cli;

import dev.varve.cli.arguments.CommandTable;
import dev.varve.cli.arguments.VirshArguments;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.json.ErrorReport;
import dev.varve.cli.manual.HelpText;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.shell.ShellWords;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.XmlException;
import dev.varve.operation.VarveException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Commands performed on one session, and what is said of those that fail.
///
/// @param table the commands that there are
record Commanding(Session session, CommandTable table) {

    /// How commands ended.
    ///
    /// @param exit the exit code of the last
    /// @param over whether a shell is to end
    record Ended(int exit, boolean over) {}

    VirshParse read(List<String> arguments) {
        return new VirshArguments(table).parse(arguments);
    }

    /// Performs a line of a shell.
    ///
    /// @return whether the shell goes on
    boolean performLine(String line) {
        session.dropLostConnection();
        return switch (read(List.of(line))) {
            case VirshParse.Wrong wrong -> {
                refuse(wrong, /* json= */ false);
                yield true;
            }
            case VirshParse.Commands(var invocations) -> !perform(invocations).over();
        };
    }

    /// Says what is wrong with the arguments.
    ///
    /// @return the exit code
    int refuse(VirshParse.Wrong wrong, boolean json) {
        if (json) {
            session.errorDocument(document(ExitCode.USAGE, wrong.errors()));
        } else {
            wrong.errors().forEach(session::error);
            // Scripts get virsh's errors, and nothing else.
            wrong.meant().filter(_ -> session.isTerminal()).ifPresent(this::suggest);
        }
        return ExitCode.FAILED.number();
    }

    private void suggest(String command) {
        session.messages().println("note: did you mean \"varve " + command + "\"?");
    }

    /// {@return whether there is a connection, after saying why there isn't}
    boolean connects(List<VirshParse.Invocation> invocations) {
        try {
            session.connection();
            return true;
        } catch (CommandFailure e) {
            report(invocations.stream().anyMatch(Commanding::wantsJson), e);
            return false;
        }
    }

    Ended perform(List<VirshParse.Invocation> invocations) {
        int exit = ExitCode.DONE.number();
        for (var invocation : invocations) {
            long began = System.nanoTime();
            exit = perform(invocation);
            var took = Duration.ofNanos(System.nanoTime() - began);
            if (!invocation.help() && ShellWords.ends(invocation.command())) {
                return new Ended(exit, true);
            }
            if (!wantsJson(invocation)) {
                session.endCommand(took);
            }
        }
        return new Ended(exit, false);
    }

    private static boolean wantsJson(VirshParse.Invocation invocation) {
        return invocation.arguments().contains("--json");
    }

    private int perform(VirshParse.Invocation invocation) {
        if (invocation.help()) {
            session.print(HelpText.ofCommand(invocation.command()));
            return ExitCode.DONE.number();
        }
        var command = invocation.command();
        VirshCommand body = command.getCommand();
        try {
            fill(command, invocation.arguments());
            begin(body);
            body.run(session);
            return ExitCode.DONE.number();
        } catch (CommandFailure e) {
            return failed(invocation, e);
        } catch (LibvirtException | VarveException | XmlException e) {
            return failed(invocation, CommandFailure.of(e));
        } catch (InvalidPathException e) {
            var why = "cannot use '" + e.getInput() + "' as the name of a file: " + e.getReason();
            return failed(invocation, new CommandFailure(ExitCode.USAGE, why));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return failed(invocation, defect(e));
        }
    }

    private int failed(VirshParse.Invocation invocation, CommandFailure failure) {
        report(wantsJson(invocation), failure);
        VirshCommand body = invocation.command().getCommand();
        return body.ours() ? failure.exitCode().number() : ExitCode.FAILED.number();
    }

    /// Nobody foresaw it. Where it happened is of use to whom it is reported to; a trace is of use to no one on a
    /// terminal.
    private static CommandFailure defect(Throwable e) {
        var where = e.getStackTrace();
        return new CommandFailure(
                "varve has a defect, please report it: "
                        + e
                        + (where.length == 0 ? "" : " at " + where[0]));
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
    private void begin(VirshCommand body) {
        if (!body.ours()) {
            session.connection();
        }
        body.conflict()
                .ifPresent(line -> {
                    throw new CommandFailure(ExitCode.USAGE, line);
                });
    }

    private void report(boolean json, CommandFailure e) {
        if (json) {
            session.errorDocument(document(e.exitCode(), e.lines()));
        } else {
            e.lines().forEach(session::error);
        }
    }

    /// {@return an error as a document}
    static String document(ExitCode code, List<String> lines) {
        return JsonText.of(new ErrorReport(code.word(), String.join("; ", lines)));
    }
}
