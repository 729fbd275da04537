package dev.varve.testing.memory;

import dev.varve.testing.contract.ImportContract;

class MemoryImportTest extends ImportContract {
    @Override
    protected Fixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
