package dev.varve.core.hypervisor.memory;

import dev.varve.core.hypervisor.StoreContract;

class MemoryStoreTest extends StoreContract {
    @Override
    protected StoreFixture open() {
        return new MemoryFixture(new MemoryHypervisor());
    }
}
