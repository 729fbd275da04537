package dev.varve.core.hypervisor.memory;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.RunState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A QEMU process, and all that is gone when it ends.
final class Guest {
    /// A block job that moves data from `top` into `base`, or from `base` into `top`.
    record BlockJob(String type, Path top, Path base) {}

    final Map<DiskTarget, BlockJob> jobs = new HashMap<>();
    Definition definition;
    RunState state;
    String memory;
    boolean frozen;

    /// Whether it has ever executed an instruction.
    boolean ran;

    Guest(Definition definition, RunState state, String memory) {
        this.definition = definition;
        this.state = state;
        this.memory = memory;
        this.ran = state == RunState.RUNNING;
    }

    /// @param stores what the domain's stores hold
    SavedGuest saved(Map<Path, String> stores) {
        return new SavedGuest(definition, state, memory, stores);
    }
}
