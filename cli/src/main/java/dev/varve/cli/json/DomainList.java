package dev.varve.cli.json;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What `list` prints.
public record DomainList(List<Domain> domains) implements Document {
    public DomainList {
        domains = List.copyOf(domains);
    }

    /// A domain of the connection.
    ///
    /// @param id of an active domain
    /// @param state `running`, `blocked`, `paused`, `shutdown`, `shutoff`, `crashed`, `pmsuspended`
    ///     or `nostate`
    /// @param managedSave whether its next start goes on from saved memory
    public record Domain(
            String name,
            String uuid,
            OptionalInt id,
            String state,
            Optional<String> title,
            boolean persistent,
            boolean managedSave) {}
}
