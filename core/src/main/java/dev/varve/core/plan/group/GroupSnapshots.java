package dev.varve.core.plan.group;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The snapshots that were taken with a group, as far as they are there.
///
/// @param members in the order of their domains' UUIDs
public record GroupSnapshots(List<Member> members) {
    /// One domain's snapshot of the group.
    ///
    /// @param group as this snapshot notes it
    public record Member(DomainRef domain, SnapshotName snapshot, Group group) {
        @Override
        public String toString() {
            return snapshot + " of " + domain;
        }
    }

    public GroupSnapshots {
        members = List.copyOf(members);
    }

    /// {@return those of the group of that name}
    public static GroupSnapshots find(HostState state, String name) {
        return new GroupSnapshots(
                state.domains().stream()
                        .sorted(Comparator.comparing(domain -> domain.ref().uuid().toString()))
                        .flatMap(domain ->
                                domain.snapshots().stream()
                                        .flatMap(s -> of(domain.ref(), s, name).stream()))
                        .toList());
    }

    private static Optional<Member> of(DomainRef domain, Snapshot snapshot, String name) {
        return snapshot.annotations()
                .group()
                .filter(group -> group.name().equals(name))
                .map(group -> new Member(domain, snapshot.name(), group));
    }

    /// {@return whether there is none}
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /// {@return those of one domain, which are one unless somebody has copied it}
    public List<Member> of(DomainRef domain) {
        return members.stream()
                .filter(member -> member.domain().uuid().equals(domain.uuid()))
                .toList();
    }

    /// {@return them in a few words each}
    public List<String> names() {
        return members.stream().map(member -> "snapshot " + member).toList();
    }
}
