package dev.varve;

import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.group.GroupSnapshots;
import dev.varve.host.HostOperations;
import dev.varve.state.GroupMember;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The groups of snapshots that a host's domains have.
final class Groups {
    private Groups() {}

    static SortedSet<String> names(HostState state) {
        return state.domains().stream()
                .flatMap(domain -> domain.snapshots().stream())
                .flatMap(snapshot -> snapshot.annotations().group().stream())
                .map(Group::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<GroupMember> members(HostState state, String group) {
        return GroupSnapshots.find(state, group).members().stream().map(Groups::told).toList();
    }

    static GroupMember told(GroupSnapshots.Member member) {
        return new GroupMember(member.domain().name(), member.snapshot().value());
    }

    /// {@return the group with the members that it had when it was taken; empty where no domain has a snapshot of it}
    static Optional<Group> recorded(HostOperations operations, String group) {
        return GroupSnapshots.find(operations.observe(), group).members().stream()
                .map(GroupSnapshots.Member::group)
                .findFirst();
    }
}
