package dev.varve.core.plan;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import java.util.Set;
import java.util.TreeSet;

/// Gives a snapshot tags, and takes some from it.
public record TagSnapshot(
        DomainRef domain, SnapshotName snapshot, Set<String> added, Set<String> removed) {
    public TagSnapshot {
        added = Set.copyOf(added);
        removed = Set.copyOf(removed);
    }

    /// {@return what the user asks for}
    public Intent intent() {
        return new Intent(Intent.Kind.TAG, domain, snapshot);
    }

    /// {@return the plan, or why there is none}
    public Planned plan(HostState state) {
        return Annotating.plan(
                state,
                intent(),
                annotations -> {
                    var tags = new TreeSet<>(annotations.tags());
                    tags.addAll(added);
                    tags.removeAll(removed);
                    return annotations.withTags(tags);
                });
    }
}
