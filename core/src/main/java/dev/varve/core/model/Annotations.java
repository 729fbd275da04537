package dev.varve.core.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
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
/// @param group the consistency group that it was taken with
/// @param nvram the copy of the domain's NVRAM at the snapshot's moment
/// @param tpm the copy of the state of its TPM
public record Annotations(
        SortedSet<Path> branchLayers,
        Optional<String> hold,
        SortedSet<String> tags,
        Optional<String> policy,
        Optional<Instant> expires,
        Optional<Group> group,
        Optional<StoreCopy> nvram,
        Optional<StoreCopy> tpm) {
    private static final Annotations NONE =
            new Annotations(
                    new TreeSet<>(),
                    Optional.empty(),
                    new TreeSet<>(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
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
        return new Annotations(
                new TreeSet<>(layers), hold, tags, policy, expires, group, nvram, tpm);
    }

    /// {@return these with another reason to hold the snapshot, or none}
    public Annotations withHold(Optional<String> reason) {
        return new Annotations(branchLayers, reason, tags, policy, expires, group, nvram, tpm);
    }

    /// {@return these with other tags}
    public Annotations withTags(Set<String> others) {
        return new Annotations(
                branchLayers, hold, new TreeSet<>(others), policy, expires, group, nvram, tpm);
    }

    /// {@return these with the policy that owns the snapshot, or none}
    public Annotations withPolicy(Optional<String> owner) {
        return new Annotations(branchLayers, hold, tags, owner, expires, group, nvram, tpm);
    }

    /// {@return these with another time at which the snapshot expires, or none}
    public Annotations withExpiry(Optional<Instant> time) {
        return new Annotations(branchLayers, hold, tags, policy, time, group, nvram, tpm);
    }

    /// {@return these with the group that the snapshot was taken with}
    public Annotations withGroup(Optional<Group> taken) {
        return new Annotations(branchLayers, hold, tags, policy, expires, taken, nvram, tpm);
    }

    /// {@return these with the copy of a store}
    public Annotations withCopy(StateStore.Kind kind, StoreCopy copy) {
        var all = copies();
        all.put(kind, copy);
        return withCopies(all);
    }

    /// {@return these with other copies of stores}
    public Annotations withCopies(Map<StateStore.Kind, StoreCopy> copies) {
        return new Annotations(
                branchLayers,
                hold,
                tags,
                policy,
                expires,
                group,
                Optional.ofNullable(copies.get(StateStore.Kind.NVRAM)),
                Optional.ofNullable(copies.get(StateStore.Kind.TPM)));
    }

    /// {@return the copies of the domain's stores}
    public Map<StateStore.Kind, StoreCopy> copies() {
        var copies = new EnumMap<StateStore.Kind, StoreCopy>(StateStore.Kind.class);
        nvram.ifPresent(copy -> copies.put(StateStore.Kind.NVRAM, copy));
        tpm.ifPresent(copy -> copies.put(StateStore.Kind.TPM, copy));
        return copies;
    }
}
