package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.cli.virsh.MergeArguments;
import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.Recovered;
import dev.varve.core.operation.Unfinished;
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

    @Override
    public void run(Session session) {
        var changes = Changes.of(session, "recover", merge.options());
        var unfinished = chosen(session, changes.unfinished());
        if (list) {
            unfinished.forEach(operation -> session.print(line(operation)));
            return;
        }
        if (unfinished.isEmpty()) {
            session.printExtra("Nothing to recover");
            return;
        }
        unfinished.forEach(operation -> recover(session, changes, operation.intent().domain()));
    }

    private List<Unfinished> chosen(Session session, List<Unfinished> all) {
        if (domain.isEmpty()) {
            return all;
        }
        var named = all.stream().filter(operation -> names(operation, domain.get())).toList();
        if (!named.isEmpty()) {
            return named;
        }
        try (var handle = session.domain(domain.get())) {
            var uuid = Changes.ref(handle).uuid();
            return all.stream().filter(operation -> operation.concerns(uuid)).toList();
        }
    }

    /// A domain whose import was cut isn't there to be looked up.
    private static boolean names(Unfinished operation, String domain) {
        return operation.intent().domains().stream()
                .anyMatch(ref -> ref.name().equals(domain) || ref.uuid().toString().equals(domain));
    }

    private static String line(Unfinished operation) {
        return operation.intent().domains().stream()
                        .map(DomainRef::name)
                        .collect(Collectors.joining(", "))
                + ": "
                + operation.intent()
                + ", begun "
                + operation.startedAt()
                + operation.paused().map(_ -> ", which has paused the guest").orElse("")
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
                    case Recovered.Completed(var intent) -> "Completed: " + intent + "\n";
                    case Recovered.Undone(var intent) -> "Undone: " + intent + "\n";
                });
    }
}
