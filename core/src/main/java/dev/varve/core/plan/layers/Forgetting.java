package dev.varve.core.plan.layers;

import dev.varve.core.model.Domain;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.SnapshotStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The metadata of several snapshots on its way out, one by one: whose children each of them has, and
/// which one is the current one, when its turn comes.
public final class Forgetting {
    private final Map<SnapshotName, Optional<SnapshotName>> parents = new HashMap<>();
    private Optional<SnapshotName> current;

    private Forgetting(Domain domain) {
        domain.snapshots().forEach(snapshot -> parents.put(snapshot.name(), snapshot.parent()));
        current = domain.current();
    }

    /// {@return the steps that remove the metadata of `doomed`, in that order}
    public static List<SnapshotStep.ForgetSnapshot> of(Domain domain, List<Snapshot> doomed) {
        var forgetting = new Forgetting(domain);
        var steps = new ArrayList<SnapshotStep.ForgetSnapshot>();
        for (var snapshot : doomed) {
            steps.add(forgetting.forget(domain, snapshot));
        }
        return steps;
    }

    private SnapshotStep.ForgetSnapshot forget(Domain domain, Snapshot gone) {
        var children =
                domain.snapshots().stream()
                        .map(Snapshot::name)
                        .filter(name -> Optional.of(gone.name()).equals(parents.get(name)))
                        .toList();
        boolean wasCurrent = current.equals(Optional.of(gone.name()));
        children.forEach(child -> parents.put(child, gone.parent()));
        parents.remove(gone.name());
        if (wasCurrent) {
            current = gone.parent();
        }
        return new SnapshotStep.ForgetSnapshot(gone.name(), gone.document(), children, wasCurrent);
    }
}
