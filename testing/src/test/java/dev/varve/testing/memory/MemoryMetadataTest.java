package dev.varve.testing.memory;

import dev.varve.testing.contract.MetadataContract;

class MemoryMetadataTest extends MetadataContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
