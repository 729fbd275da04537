package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a revert puts back of what the domain keeps beside its disks.
///
/// @param what the intent, for refusals
/// @param force leave a store as it is where it can't be put back
/// @param freshNvram whether the guest starts with a fresh NVRAM instead
record StoreRestoring(
        String what,
        HostState state,
        Domain domain,
        Snapshot snapshot,
        boolean force,
        boolean freshNvram) {
    Optional<Refusal> refuse() {
        if (force) {
            return Optional.empty();
        }
        for (var entry : wanted().entrySet()) {
            var why = obstacle(entry.getKey(), entry.getValue());
            if (why.isPresent()) {
                return Optional.of(
                        new SnapshotRefusal.StoreNotRestored(what, entry.getKey(), why.get()));
            }
        }
        return Optional.empty();
    }

    private Map<StateStore.Kind, StoreCopy> wanted() {
        var copies = new EnumMap<StateStore.Kind, StoreCopy>(StateStore.Kind.class);
        copies.putAll(snapshot.annotations().copies());
        if (freshNvram) {
            copies.remove(StateStore.Kind.NVRAM);
        }
        return copies;
    }

    private Optional<String> obstacle(StateStore.Kind kind, StoreCopy copy) {
        return Optional.ofNullable(state.missing().get(copy.file()))
                .map(reason -> "its copy " + copy.file() + " can't be read: " + reason)
                .or(() -> domain.store(kind).flatMap(now -> obstacle(now, copy)))
                .or(() -> otherUser(copy));
    }

    private static Optional<String> obstacle(StateStore now, StoreCopy copy) {
        return now.path().equals(copy.of())
                ? now.obstacle().map(why -> now.path() + ": " + why)
                : Optional.of(
                        "it was in " + copy.of() + ", and the domain has it in " + now.path());
    }

    private Optional<String> otherUser(StoreCopy copy) {
        return state.domains().stream()
                .filter(other -> !other.ref().equals(domain.ref()))
                .filter(other -> other.stores().stream().anyMatch(s -> s.path().equals(copy.of())))
                .findFirst()
                .map(other -> copy.of() + " belongs to domain " + other.ref());
    }

    /// {@return the steps that put the stores back, when no guest has them open any more; before that
    /// what is replaced is copied for the snapshot of the state left behind}
    ///
    /// @param left the name of that snapshot, if the state is kept
    /// @param noted its annotations
    List<Step> steps(Optional<SnapshotName> left, Annotations noted) {
        var copies = left.map(this::copies).orElseGet(StoreCopies::none);
        var steps = new ArrayList<Step>(copies.copying());
        if (!copies.isEmpty()) {
            steps.add(new SnapshotStep.Annotate(left.orElseThrow(), copies.noted(noted), noted));
        }
        restorable()
                .forEach((kind, copy) ->
                        steps.add(
                                new StoreStep.RestoreStore(
                                        kind, copy.file(), copy.of(), copies.copy(kind))));
        return steps;
    }

    private StoreCopies copies(SnapshotName left) {
        var files =
                domain.disks().stream()
                        .filter(disk -> !disk.readonly())
                        .flatMap(disk -> disk.source().image().stream())
                        .map(image -> OverlayNames.named(image, left.value()))
                        .toList();
        return StoreCopies.of(domain, files, new OverlayNames(state.files()));
    }

    private Map<StateStore.Kind, StoreCopy> restorable() {
        var copies = wanted();
        copies.entrySet().removeIf(e -> obstacle(e.getKey(), e.getValue()).isPresent());
        return copies;
    }

    /// {@return what stays as it is although it may not fit the disks}
    List<String> remarks() {
        var remarks = new ArrayList<String>();
        for (var store : domain.stores()) {
            if (store.present() && stays(store.kind())) {
                remarks.add(
                        "the "
                                + store.kind().title()
                                + " stays as it is now: snapshot "
                                + snapshot.name()
                                + " has no copy of it");
            }
        }
        return remarks;
    }

    /// The saved memory holds what the guest's flash and its TPM held, and QEMU writes it back.
    private boolean stays(StateStore.Kind kind) {
        return !restorable().containsKey(kind)
                && snapshot.memory() instanceof Memory.None
                && !(freshNvram && kind == StateStore.Kind.NVRAM);
    }
}
