package dev.varve.testing.memory;

import dev.varve.core.model.RunState;
import java.nio.file.Path;
import java.util.Map;

/// A guest's memory in a file, and the definition that it ran with.
///
/// @param stores what the guest's flash and its TPM held: QEMU saves both with the memory
record SavedGuest(Definition definition, RunState state, String memory, Map<Path, String> stores) {
    SavedGuest {
        stores = Map.copyOf(stores);
    }
}
