package dev.varve.core.hypervisor.memory;

import dev.varve.core.hypervisor.MergeContract;

class MemoryMergeTest extends MergeContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
