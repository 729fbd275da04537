package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import java.util.List;
import java.util.UUID;

/// A journal that can't be read, is of a newer version, or isn't of the domain whose name it bears. It keeps
/// nobody from working on other domains.
///
/// @param id the UUID of the domain whose name it bears
/// @param domains those that its first line names, all of which it stops; empty where that can't be read either
/// @param reason in a line
public record DamagedJournal(String id, List<DomainRef> domains, String reason) {
    public DamagedJournal {
        domains = List.copyOf(domains);
    }

    /// {@return whether it stops the domain}
    public boolean concerns(UUID domain) {
        return id.equals(domain.toString())
                || domains.stream().anyMatch(member -> member.uuid().equals(domain));
    }
}
