package dev.varve.testing.memory;

import dev.varve.testing.contract.StoreContract;

class MemoryStoreTest extends StoreContract {
    @Override
    protected StoreFixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
