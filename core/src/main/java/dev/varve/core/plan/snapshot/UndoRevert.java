package dev.varve.core.plan.snapshot;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.StateBefore;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Returns from the last revert: to the state that it left behind. What there is now is kept in the
/// same way, so that this can be undone as well.
public record UndoRevert(DomainRef domain, RevertToSnapshot.Options options, Instant now)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.UNDO, domain, List.of());
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var left =
                state.domain(domain).stream()
                        .flatMap(observed -> observed.snapshots().stream())
                        .filter(snapshot -> StateBefore.is(snapshot.name()))
                        .max(
                                Comparator.comparingLong(Snapshot::creationTime)
                                        .thenComparing(Snapshot::name))
                        .map(Snapshot::name);
        if (left.isEmpty()) {
            return new SnapshotRefusal.NothingToUndo(domain);
        }
        return back(state, left.get());
    }

    private Planned back(HostState state, SnapshotName left) {
        return switch (new RevertToSnapshot(domain, left, options, now).plan(state)) {
            case Plan plan -> plan.as(intent(), List.of("returns to snapshot " + left));
            case Refusal refusal -> refusal;
        };
    }
}
