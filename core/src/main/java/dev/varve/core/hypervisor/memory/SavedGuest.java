package dev.varve.core.hypervisor.memory;

import dev.varve.core.model.RunState;

/// A guest's memory in a file, and the definition that it ran with.
record SavedGuest(Definition definition, RunState state, String memory) {}
