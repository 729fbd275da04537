package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.DamagedJournal;
import java.util.List;
import java.util.UUID;

/// A journal that can't be read. It keeps nobody from working on other domains.
///
/// @param id the UUID of the domain whose name it bears
/// @param domains those that its first line names, all of which it stops; empty where that can't be read either
/// @param reason in a line
public record UnreadableJournal(String id, List<DomainRef> domains, String reason) {
    public UnreadableJournal {
        domains = List.copyOf(domains);
    }

    static UnreadableJournal of(DamagedJournal damaged) {
        return new UnreadableJournal(damaged.id(), damaged.domains(), damaged.reason());
    }

    /// {@return whether it stops the domain}
    public boolean concerns(UUID domain) {
        return id.equals(domain.toString())
                || domains.stream().anyMatch(member -> member.uuid().equals(domain));
    }
}
