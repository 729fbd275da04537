package dev.varve.core.plan.keep;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.SnapshotStep;
import java.util.List;
import java.util.function.UnaryOperator;

/// Plans that only note something in a snapshot's metadata.
final class Annotating {
    private Annotating() {}

    /// @param intent about one snapshot
    static Planned plan(HostState state, Intent intent, UnaryOperator<Annotations> change) {
        var observed = state.domain(intent.domain());
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(intent.domain());
        }
        var name = intent.snapshots().getFirst();
        var found = observed.get().snapshot(name);
        if (found.isEmpty()) {
            return new SnapshotRefusal.NoSuchSnapshot(name);
        }
        return plan(intent, found.get(), change);
    }

    private static Planned plan(Intent intent, Snapshot found, UnaryOperator<Annotations> change) {
        if (!found.restorable()) {
            return new Refusal.NotYet(
                    intent.toString(),
                    "its metadata holds no <domain>, in which it would be noted",
                    "take another snapshot");
        }
        var before = found.annotations();
        var after = change.apply(before);
        return Plan.of(
                intent,
                after.equals(before)
                        ? List.of()
                        : List.of(new SnapshotStep.Annotate(found.name(), after, before)));
    }
}
