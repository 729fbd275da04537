package dev.varve.core.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What Varve keeps in a snapshot's own metadata, for which libvirt has no field. It travels with the
/// snapshot, and every Varve sees it.
///
/// @param branchLayers unnamed branch layers below this snapshot's layers: once frozen by snapshots
///     that are gone, kept because several overlays need them
/// @param hold why nobody may delete the snapshot; empty where one may
/// @param tags words by which it is chosen
/// @param policy the policy that had it taken, and may have it pruned; empty where a user took it
/// @param expires from when on it is deleted by whichever operation comes next; empty for never
public record Annotations(
        SortedSet<Path> branchLayers,
        Optional<String> hold,
        SortedSet<String> tags,
        Optional<String> policy,
        Optional<Instant> expires) {
    private static final Annotations NONE =
            new Annotations(
                    new TreeSet<>(),
                    Optional.empty(),
                    new TreeSet<>(),
                    Optional.empty(),
                    Optional.empty());

    public Annotations {
        branchLayers = Collections.unmodifiableSortedSet(new TreeSet<>(branchLayers));
        tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    }

    /// {@return those of a snapshot that nobody has annotated}
    public static Annotations none() {
        return NONE;
    }

    /// {@return these with other branch layers}
    public Annotations withBranchLayers(Collection<Path> layers) {
        return new Annotations(new TreeSet<>(layers), hold, tags, policy, expires);
    }

    /// {@return these with another reason to hold the snapshot, or none}
    public Annotations withHold(Optional<String> reason) {
        return new Annotations(branchLayers, reason, tags, policy, expires);
    }

    /// {@return these with other tags}
    public Annotations withTags(Set<String> others) {
        return new Annotations(branchLayers, hold, new TreeSet<>(others), policy, expires);
    }

    /// {@return these with the policy that owns the snapshot, or none}
    public Annotations withPolicy(Optional<String> owner) {
        return new Annotations(branchLayers, hold, tags, owner, expires);
    }

    /// {@return these with another time at which the snapshot expires, or none}
    public Annotations withExpiry(Optional<Instant> time) {
        return new Annotations(branchLayers, hold, tags, policy, time);
    }
}
