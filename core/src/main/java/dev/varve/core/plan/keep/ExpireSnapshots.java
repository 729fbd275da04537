package dev.varve.core.plan.keep;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.time.Instant;
import java.util.List;

/// Deletes the snapshots whose time is over, such as the states that reverts left behind. Held
/// snapshots stay.
public record ExpireSnapshots(DomainRef domain, Instant now) implements Change {
    /// {@return what is asked for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.EXPIRE, domain, List.of());
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var names =
                state.domain(domain).stream()
                        .flatMap(observed -> observed.snapshots().stream())
                        .filter(this::expired)
                        .map(Snapshot::name)
                        .toList();
        if (names.isEmpty()) {
            return Plan.of(intent(), List.of());
        }
        return switch (new DeleteSnapshot(domain, names, DeleteSnapshot.Scope.ONE, false)
                .plan(state)) {
            case Plan plan -> plan.as(intent(), List.of());
            case Refusal refusal -> refusal;
        };
    }

    private boolean expired(Snapshot snapshot) {
        var noted = snapshot.annotations();
        return noted.hold().isEmpty() && noted.expires().filter(at -> !at.isAfter(now)).isPresent();
    }
}
