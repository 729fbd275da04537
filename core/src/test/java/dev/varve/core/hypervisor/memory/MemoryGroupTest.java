package dev.varve.core.hypervisor.memory;

import dev.varve.core.hypervisor.GroupContract;

class MemoryGroupTest extends GroupContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
