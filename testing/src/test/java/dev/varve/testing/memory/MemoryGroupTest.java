package dev.varve.testing.memory;

import dev.varve.testing.contract.GroupContract;

class MemoryGroupTest extends GroupContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
