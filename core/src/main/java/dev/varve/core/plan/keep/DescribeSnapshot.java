package dev.varve.core.plan.keep;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.SnapshotStep;
import java.util.List;

/// Gives a snapshot another description.
public record DescribeSnapshot(DomainRef domain, SnapshotName snapshot, String description)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.DESCRIBE, domain, snapshot);
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        var found = observed.get().snapshot(snapshot);
        if (found.isEmpty()) {
            return new SnapshotRefusal.NoSuchSnapshot(snapshot);
        }
        var before = found.get().description();
        return Plan.of(
                intent(),
                before.equals(description)
                        ? List.of()
                        : List.of(new SnapshotStep.Describe(snapshot, description, before)));
    }
}
