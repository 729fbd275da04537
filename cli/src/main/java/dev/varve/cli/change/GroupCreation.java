package dev.varve.cli.change;

import dev.varve.cli.session.Session;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.host.RequestedSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The snapshots of several domains that a user asks for.
///
/// @param name the group's
/// @param domains as the user calls them
/// @param document the `<domainsnapshot>` of each
/// @param annotations what Varve notes about each snapshot
public record GroupCreation(
        String name,
        List<String> domains,
        String document,
        CreateGroup.Options options,
        Annotations annotations) {
    public GroupCreation {
        domains = List.copyOf(domains);
    }

    /// {@return what is asked for, with the domains found}
    ///
    /// @throws dev.varve.cli.session.CommandFailure if there is no such domain
    public CreateGroup intent(Session session) {
        var members = new ArrayList<DomainRef>();
        for (var domain : domains) {
            try (var handle = session.domain(domain)) {
                members.add(Changes.ref(handle));
            }
        }
        return new CreateGroup(
                new Group(name, members),
                RequestedSnapshot.of(document),
                options,
                annotations,
                Instant.now());
    }
}
