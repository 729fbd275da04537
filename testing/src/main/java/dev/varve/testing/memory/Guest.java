package dev.varve.testing.memory;

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

    /// What stands in the way of block jobs.
    static final String RELEASED = "it let go of the images when its memory was saved or loaded";

    /// Whether the memory was saved or loaded while it was paused: it has let go of its images until it goes on.
    boolean released;

    /// Whether it has ever executed an instruction.
    boolean ran;

    Guest(Definition definition, RunState state, String memory) {
        this.definition = definition;
        this.state = state;
        this.memory = memory;
        this.ran = state == RunState.RUNNING;
    }

    void be(RunState other) {
        state = other;
        ran |= other == RunState.RUNNING;
        released &= other != RunState.RUNNING;
    }

    boolean hasReleased() {
        return state == RunState.PAUSED && released;
    }

    /// @param stores what the domain's stores hold
    SavedGuest saved(Map<Path, String> stores) {
        return new SavedGuest(definition, state, memory, stores);
    }
}
