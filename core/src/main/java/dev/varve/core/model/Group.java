package dev.varve.core.model;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// A consistency group: snapshots of several domains, taken while none of their guests ran.
///
/// @param name unique among the domains of a connection
/// @param members in the order of their UUIDs, which is the order in which they are locked
public record Group(String name, List<DomainRef> members) {
    public Group {
        members =
                members.stream()
                        .sorted(Comparator.comparing(member -> member.uuid().toString()))
                        .toList();
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a group has at least one member");
        }
    }

    /// {@return whether the domain is one of them}
    public boolean has(UUID domain) {
        return members.stream().anyMatch(member -> member.uuid().equals(domain));
    }

    /// {@return its members as people read them}
    public String names() {
        return members.stream().map(DomainRef::name).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name;
    }
}
