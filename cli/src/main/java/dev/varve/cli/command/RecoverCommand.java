package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.DomainRef;
import dev.varve.host.Unfinished;
import dev.varve.host.UnreadableJournal;
import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.Recovery;
import dev.varve.operation.VarveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `recover`
@Command(description = "End operations that were cut off: complete them, or undo them.")
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
            names = "--abandon",
            description = "end the domain's operation as it stands, and say what is left half done")
    boolean abandon;

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
        var changes = Changes.of(session, "recover", merge.options());
        var damaged = changes.unreadable();
        var unfinished = chosen(session, changes.unfinished(), damaged);
        var stopped = chosen(session, damaged);
        if (list) {
            unfinished.forEach(operation -> session.print(line(operation)));
            stopped.forEach(journal -> session.print(line(session, journal)));
            return;
        }
        if (unfinished.isEmpty() && stopped.isEmpty()) {
            session.printExtra("Nothing to recover");
            return;
        }
        if (abandon) {
            new Abandoning(session, changes).end(unfinished, stopped);
            return;
        }
        end(session, changes, unfinished, stopped);
    }

    /// What can't be ended keeps none of the others from being ended.
    private void end(
            Session session,
            Changes changes,
            List<Unfinished> unfinished,
            List<UnreadableJournal> damaged) {
        var failures = new ArrayList<CommandFailure>();
        for (var operation : unfinished) {
            try {
                recover(session, changes, operation.intent().domain());
            } catch (CommandFailure e) {
                failures.add(e);
            } catch (VarveException e) {
                failures.add(new CommandFailure(ExitCode.of(e.kind()), e.reason()));
                noteWayOut(session, operation, e);
            } catch (LibvirtException e) {
                failures.add(CommandFailure.of(e));
            }
        }
        damaged.forEach(journal -> failures.add(unreadable(session, journal)));
        if (!failures.isEmpty()) {
            throw CommandFailure.of(failures, ExitCode.PARTLY_DONE);
        }
    }

    private static void noteWayOut(Session session, Unfinished operation, VarveException failure) {
        if (failure.kind() == VarveException.Kind.UNFINISHED) {
            session.note(
                    "where its cause can't be mended, \"varve recover "
                            + operation.intent().domain()
                            + " --abandon\" ends it as it stands");
        }
    }

    private static CommandFailure unreadable(Session session, UnreadableJournal journal) {
        return new CommandFailure(
                ExitCode.PARTLY_DONE,
                "cannot recover "
                        + named(session, journal)
                        + ": "
                        + journal.reason()
                        + "; run \"varve recover "
                        + named(session, journal)
                        + " --abandon\" to give its operation up");
    }

    /// The name, where there is still a domain of that UUID.
    static String named(Session session, UnreadableJournal journal) {
        try (var handle = session.connection().domainByUuid(journal.id())) {
            return handle.name();
        } catch (LibvirtException _) {
            return journal.id();
        }
    }

    private static String line(Session session, UnreadableJournal journal) {
        return named(session, journal) + ": " + journal.reason() + "\n";
    }

    private List<UnreadableJournal> chosen(Session session, List<UnreadableJournal> all) {
        return domain.isEmpty()
                ? all
                : all.stream().filter(journal -> stops(session, journal, domain.get())).toList();
    }

    private static boolean stops(Session session, UnreadableJournal journal, String domain) {
        return journal.id().equals(domain)
                || named(session, journal).equals(domain)
                || journal.domains().stream().anyMatch(ref -> isNamed(ref, domain));
    }

    private static boolean isNamed(DomainRef ref, String domain) {
        return ref.name().equals(domain) || ref.uuid().toString().equals(domain);
    }

    private List<Unfinished> chosen(
            Session session, List<Unfinished> all, List<UnreadableJournal> damaged) {
        if (domain.isEmpty()) {
            return all;
        }
        var named = all.stream().filter(operation -> names(operation, domain.get())).toList();
        if (!named.isEmpty() || !chosen(session, damaged).isEmpty()) {
            return named;
        }
        try (var handle = session.domain(domain.get())) {
            var uuid = Changes.ref(handle).uuid();
            return all.stream().filter(operation -> operation.concerns(uuid)).toList();
        }
    }

    /// A domain whose import was cut isn't there to be looked up.
    private static boolean names(Unfinished operation, String domain) {
        return operation.intent().domains().stream().anyMatch(ref -> isNamed(ref, domain));
    }

    private static String line(Unfinished operation) {
        return operation.intent().domains().stream()
                        .map(DomainRef::name)
                        .collect(Collectors.joining(", "))
                + ": "
                + operation.intent()
                + ", begun "
                + operation.begun()
                + (operation.pausesGuest() ? ", which has paused the guest" : "")
                + operation.failure().map(why -> ", stopped by: " + why).orElse("")
                + "\n";
    }

    private static void recover(Session session, Changes changes, DomainRef ref) {
        var recovered =
                changes.recover(ref)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.BUSY,
                                        "the operation on " + ref + " has ended by itself"));
        session.print(
                switch (recovered) {
                    case Recovery.Completed(var operation) -> "Completed: " + operation + "\n";
                    case Recovery.Undone(var operation) -> "Undone: " + operation + "\n";
                });
    }
}
