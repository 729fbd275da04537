package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.plan.step.StoreStep;
import java.nio.file.Path;
import java.util.Optional;

/// Steps on what domains keep beside their disks.
final class StoreSteps {
    private final World world;

    StoreSteps(World world) {
        this.world = world;
    }

    void perform(MemoryDomain domain, StoreStep step, Progress progress) {
        switch (step) {
            case StoreStep.CopyStore s -> perform(s);
            case StoreStep.CompareStore s -> perform(s, progress);
            case StoreStep.RemoveStoreCopy s -> perform(s);
            case StoreStep.RestoreStore s -> perform(domain, s, progress);
        }
    }

    void perform(StoreStep.CopyStore step) {
        if (world.copies.containsKey(step.copy()) || world.stores.containsKey(step.copy())) {
            return;
        }
        if (world.images.has(step.copy()) || world.memoryFiles.containsKey(step.copy())) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot create " + step.copy() + ": the file exists");
        }
        var held = read(step.store());
        world.change("copy " + step.store(), () -> world.copies.put(step.copy(), held));
    }

    private String read(Path store) {
        return Optional.ofNullable(world.stores.get(store))
                .or(() -> Optional.ofNullable(world.copies.get(store)))
                .orElseThrow(() -> missing(store));
    }

    private static HypervisorException missing(Path file) {
        return new HypervisorException(
                Kind.NOT_FOUND, "cannot read " + file + ": no such file or directory");
    }

    void perform(StoreStep.CompareStore step, Progress progress) {
        var copy = Optional.ofNullable(world.copies.get(step.copy()));
        if (!copy.equals(Optional.ofNullable(world.stores.get(step.store())))) {
            progress.note("the guest has changed its " + step.kind().title() + " meanwhile");
        }
    }

    void perform(StoreStep.RemoveStoreCopy step) {
        boolean named =
                world.domains.values().stream()
                        .flatMap(domain -> domain.snapshots.values().stream())
                        .flatMap(snapshot -> snapshot.annotations().copies().values().stream())
                        .anyMatch(copy -> copy.file().equals(step.copy()));
        if (!named && world.copies.containsKey(step.copy())) {
            world.change("remove " + step.copy(), () -> world.copies.remove(step.copy()));
        }
    }

    void perform(MemoryDomain domain, StoreStep.RestoreStore step, Progress progress) {
        if (domain.guest.isPresent()) {
            progress.note("the " + step.kind().title() + " was not put back: a guest runs");
            return;
        }
        var held =
                Optional.ofNullable(world.copies.get(step.copy()))
                        .orElseThrow(() -> missing(step.copy()));
        if (!held.equals(world.stores.get(step.store()))) {
            world.change("write " + step.store(), () -> world.stores.put(step.store(), held));
        }
    }
}
