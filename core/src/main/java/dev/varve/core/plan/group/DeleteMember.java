package dev.varve.core.plan.group;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.util.List;
import java.util.Optional;

/// Deletes one domain's snapshot of a group. The domains of a group don't need each other for that: so
/// each delete is an operation of its own, and what fails for one keeps no other from being done.
///
/// @param group its name
/// @param metadataOnly leave every image as it is
public record DeleteMember(
        String group, DomainRef domain, SnapshotName snapshot, boolean metadataOnly)
        implements Change {
    /// {@return what the user asks for; the group in it has this domain alone}
    @Override
    public Intent intent() {
        return new Intent(
                Intent.Kind.DELETE,
                domain,
                List.of(snapshot),
                Optional.of(new Group(group, List.of(domain))));
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var delete =
                new DeleteSnapshot(
                        domain, List.of(snapshot), DeleteSnapshot.Scope.ONE, metadataOnly);
        return switch (delete.planAlone(state)) {
            case Plan plan -> plan.as(intent(), List.of());
            case Refusal refusal -> new GroupRefusal.OfMember(domain, refusal);
        };
    }
}
