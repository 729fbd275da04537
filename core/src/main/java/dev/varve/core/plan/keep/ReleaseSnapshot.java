package dev.varve.core.plan.keep;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Planned;
import java.util.Optional;

/// Lets a snapshot be deleted again.
public record ReleaseSnapshot(DomainRef domain, SnapshotName snapshot) implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.RELEASE, domain, snapshot);
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        return Annotating.plan(
                state, intent(), annotations -> annotations.withHold(Optional.empty()));
    }
}
