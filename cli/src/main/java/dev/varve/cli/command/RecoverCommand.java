package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.json.OperationList;
import dev.varve.cli.json.OperationList.Operation;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Recovery;
import dev.varve.operation.UnfinishedOperation;
import dev.varve.operation.VarveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `recover`
@Command(
        description = "End operations that were cut off: complete them, or undo them.",
        footer = {"varve recover --list", "varve recover web"})
final class RecoverCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain; without it, all domains")
    Optional<String> domain = Optional.empty();

    @Mixin MergeArguments merge = new MergeArguments();

    @Option(names = "--list", description = "only list unfinished operations")
    boolean list;

    @Option(
            names = "--dry-run",
            description = "only list the operations that would be ended, as --list does")
    boolean dryRun;

    @Option(
            names = "--abandon",
            description = "end the domain's operation as it stands, and say what is left half done")
    boolean abandon;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return abandon && domain.isEmpty()
                ? Optional.of("option --abandon requires a domain")
                : abandon && list
                        ? Optional.of("Options --abandon and --list are mutually exclusive")
                        : Optional.empty();
    }

    @Override
    public void run(Session session) {
        var options = merge.options();
        var chosen = chosen(session, session.varve().unfinished());
        if (list || dryRun) {
            print(session, chosen);
        } else if (chosen.isEmpty() && !json) {
            session.printExtra("Nothing to recover");
        } else if (abandon) {
            abandon(session, chosen);
        } else {
            end(session, options, chosen);
        }
    }

    private void print(Session session, List<UnfinishedOperation> chosen) {
        if (json) {
            print(session, chosen.stream().map(operation -> Operation.of(operation, "unfinished")));
        } else {
            chosen.forEach(operation -> session.print(line(session, operation)));
        }
    }

    private static void print(Session session, Stream<Operation> operations) {
        session.print(JsonText.of(new OperationList(operations.toList())));
    }

    private void abandon(Session session, List<UnfinishedOperation> chosen) {
        var abandoning = new Abandoning(session, json);
        chosen.forEach(abandoning::end);
        if (json) {
            print(session, chosen.stream().map(each -> Operation.of(each, "abandoned")));
        }
    }

    /// What can't be ended keeps none of the others from being ended.
    private void end(Session session, MergeOptions options, List<UnfinishedOperation> chosen) {
        var failures = new ArrayList<CommandFailure>();
        var ended = new ArrayList<Operation>();
        for (var operation : chosen) {
            try {
                ended.add(recover(session, options, operation));
            } catch (CommandFailure e) {
                failures.add(e);
            } catch (VarveException e) {
                failures.add(new CommandFailure(ExitCode.of(e.kind()), e.reason()));
                noteWayOut(session, operation, e);
            }
        }
        if (json) {
            print(session, ended.stream());
        }
        if (!failures.isEmpty()) {
            throw CommandFailure.of(failures, ExitCode.PARTLY_DONE);
        }
    }

    private static void noteWayOut(
            Session session, UnfinishedOperation operation, VarveException failure) {
        if (failure.kind() == VarveException.Kind.UNFINISHED) {
            session.note(
                    "where its cause can't be mended, \"varve recover "
                            + operation.domains().getFirst()
                            + " --abandon\" ends it as it stands");
        }
    }

    private static CommandFailure unreadable(Session session, UnfinishedOperation operation) {
        return new CommandFailure(
                ExitCode.PARTLY_DONE,
                "cannot recover "
                        + named(session, operation)
                        + ": "
                        + operation.failure().orElse("its journal can't be read")
                        + "; run \"varve recover "
                        + named(session, operation)
                        + " --abandon\" to give its operation up");
    }

    /// The domain that an operation is told by: of one whose journal can't be read, what libvirt calls the domain
    /// whose journal it is, where it is still there.
    static String named(Session session, UnfinishedOperation operation) {
        return operation.readable()
                ? operation.domains().getFirst()
                : session.varve()
                        .findDomain(operation.id().toString())
                        .map(Domain::name)
                        .orElseGet(() -> operation.id().toString());
    }

    private List<UnfinishedOperation> chosen(Session session, List<UnfinishedOperation> all) {
        if (domain.isEmpty()) {
            return all;
        }
        var named = all.stream().filter(each -> isNamed(session, each, domain.get())).toList();
        return named.isEmpty() ? ofDomain(session, domain.get(), all) : named;
    }

    /// A domain whose import was cut isn't there to be looked up.
    private static boolean isNamed(Session session, UnfinishedOperation operation, String domain) {
        return operation.domains().contains(domain)
                || operation.domainIds().stream().anyMatch(id -> id.toString().equals(domain))
                || (!operation.readable()
                        && (operation.id().toString().equals(domain)
                                || named(session, operation).equals(domain)));
    }

    private static List<UnfinishedOperation> ofDomain(
            Session session, String domain, List<UnfinishedOperation> all) {
        var uuid = session.found(domain).uuid();
        return all.stream()
                .filter(UnfinishedOperation::readable)
                .filter(operation -> operation.concerns(uuid))
                .toList();
    }

    private static String line(Session session, UnfinishedOperation operation) {
        if (!operation.readable()) {
            return named(session, operation) + ": " + operation.failure().orElse("") + "\n";
        }
        return String.join(", ", operation.domains())
                + ": "
                + operation.summary()
                + ", begun "
                + operation.begun()
                + (operation.pausesGuest() ? ", which has paused the guest" : "")
                + operation.failure().map(why -> ", stopped by: " + why).orElse("")
                + "\n";
    }

    private Operation recover(
            Session session, MergeOptions options, UnfinishedOperation operation) {
        if (!operation.readable()) {
            throw unreadable(session, operation);
        }
        return switch (recovered(session, options, operation)) {
            case Recovery.Completed(var what) -> {
                tell(session, "Completed: " + what);
                yield Operation.of(operation, "completed");
            }
            case Recovery.Undone(var what) -> {
                tell(session, "Undone: " + what);
                yield Operation.of(operation, "undone");
            }
        };
    }

    private void tell(Session session, String line) {
        if (!json) {
            session.print(line + "\n");
        }
    }

    private static Recovery recovered(
            Session session, MergeOptions options, UnfinishedOperation operation) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return session.varve()
                    .recover(operation, options, progress)
                    .orElseThrow(() -> gone(operation.domains().getFirst()));
        }
    }

    static CommandFailure gone(String domain) {
        return new CommandFailure(
                ExitCode.BUSY, "the operation on " + domain + " has ended by itself");
    }
}
