package dev.varve.testing.memory;

import dev.varve.testing.contract.MergeContract;

class MemoryMergeTest extends MergeContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
