package dev.varve;

import dev.varve.core.model.DomainRef;
import dev.varve.host.HostOperations;
import dev.varve.host.JournalName;
import dev.varve.host.UnreadableJournal;
import dev.varve.operation.UnfinishedOperation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Unfinished operations, as a program is told of them.
final class Unfinished {
    private Unfinished() {}

    static List<UnfinishedOperation> all(HostOperations operations) {
        return Stream.concat(
                        operations.unfinished().stream().map(found -> told(found, operations)),
                        operations.unreadable().stream()
                                .filter(Unfinished::isOfADomain)
                                .map(found -> told(found, operations)))
                .toList();
    }

    static Optional<UnfinishedOperation> of(HostOperations operations, UUID domain) {
        return all(operations).stream().filter(found -> found.concerns(domain)).findFirst();
    }

    private static UnfinishedOperation told(
            dev.varve.host.Unfinished found, HostOperations operations) {
        return new UnfinishedOperation(
                found.intent().domain().uuid(),
                found.intent().toString(),
                found.intent().domains().stream().map(DomainRef::name).toList(),
                found.intent().domains().stream().map(DomainRef::uuid).toList(),
                /* readable= */ true,
                found.begun(),
                found.intent().domains().stream().anyMatch(operations::isAtWork),
                found.pausesGuest(),
                found.failure());
    }

    /// {@return the domain whose journal it is} A journal that can't be read may name others.
    static DomainRef ref(UnfinishedOperation operation, Varve varve) {
        var id = operation.id();
        return new DomainRef(
                id,
                operation.readable()
                        ? operation.domains().getFirst()
                        : varve.findDomain(id.toString())
                                .map(Domain::name)
                                .orElseGet(id::toString));
    }

    /// Whoever puts another file among the journals stops no domain with it.
    private static boolean isOfADomain(UnreadableJournal journal) {
        return JournalName.isOfADomain(journal.id());
    }

    private static UnfinishedOperation told(UnreadableJournal journal, HostOperations operations) {
        var id = UUID.fromString(journal.id());
        var domains =
                journal.domains().isEmpty()
                        ? List.of(new DomainRef(id, journal.id()))
                        : journal.domains();
        return new UnfinishedOperation(
                id,
                "an operation whose journal can't be read",
                domains.stream().map(DomainRef::name).toList(),
                domains.stream().map(DomainRef::uuid).toList(),
                /* readable= */ false,
                Instant.EPOCH,
                domains.stream().anyMatch(operations::isAtWork),
                false,
                Optional.of(journal.reason()));
    }
}
