package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Devices;
import dev.varve.core.model.Domain;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The copies that a snapshot gets of what its domain keeps beside its disks.
final class StoreCopies {
    private final Map<StateStore, Path> copies = new LinkedHashMap<>();

    private StoreCopies() {}

    static StoreCopies none() {
        return new StoreCopies();
    }

    /// Copies of all stores that are there and have no obstacle. A copy bears the name of a file of the
    /// snapshot's own, with another ending.
    ///
    /// @param files of the snapshot; the first that is no device is taken
    static StoreCopies of(Domain domain, List<Path> files, OverlayNames names) {
        var copies = new StoreCopies();
        for (var store : domain.stores()) {
            if (store.present() && store.obstacle().isEmpty()) {
                var beside =
                        files.stream()
                                .filter(file -> !Devices.hold(file))
                                .findFirst()
                                .orElse(store.path());
                var name = beside.getFileName() + "." + store.kind().ending();
                copies.copies.put(store, names.free(beside.resolveSibling(name)));
            }
        }
        return copies;
    }

    /// {@return why a store of the domain can't be copied now}
    static Optional<Refusal> refuse(String what, Domain domain) {
        for (var store : domain.stores()) {
            var why = store.whyNotCopied(domain.state().active());
            if (why.isPresent()) {
                return Optional.of(new SnapshotRefusal.StoreNotCopied(what, store, why.get()));
            }
        }
        return Optional.empty();
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    Optional<Path> copy(StateStore.Kind kind) {
        return copies.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .map(Map.Entry::getValue)
                .findFirst();
    }

    List<Step> copying() {
        var steps = new ArrayList<Step>();
        copies.forEach((store, copy) ->
                steps.add(new StoreStep.CopyStore(store.kind(), store.path(), copy)));
        return steps;
    }

    List<Step> comparing() {
        var steps = new ArrayList<Step>();
        copies.forEach((store, copy) ->
                steps.add(new StoreStep.CompareStore(store.kind(), store.path(), copy)));
        return steps;
    }

    /// {@return the annotations of the snapshot that the copies belong to}
    Annotations noted(Annotations annotations) {
        var noted = annotations;
        for (var entry : copies.entrySet()) {
            var store = entry.getKey();
            noted = noted.withCopy(store.kind(), new StoreCopy(entry.getValue(), store.path()));
        }
        return noted;
    }
}
