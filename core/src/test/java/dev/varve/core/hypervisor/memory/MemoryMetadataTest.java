package dev.varve.core.hypervisor.memory;

import dev.varve.core.hypervisor.MetadataContract;

class MemoryMetadataTest extends MetadataContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
