package dev.varve.testing.memory;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.StateStore;
import dev.varve.image.ImageFormat;
import dev.varve.testing.contract.StoreContract;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A host for the contracts.
record MemoryFixture(MemoryHypervisor memory) implements StoreContract.StoreFixture {
    @Override
    public Hypervisor hypervisor() {
        return memory;
    }

    @Override
    public DomainRef domain(String name, List<DiskTarget> disks) {
        Map<DiskTarget, Path> images = new LinkedHashMap<>();
        for (var disk : disks) {
            var image = file(name + "-" + disk + ".qcow2");
            memory.addImage(image, ImageFormat.QCOW2, 1 << 20);
            images.put(disk, image);
        }
        return memory.addDomain(name, images);
    }

    @Override
    public void write(Path image, int value) {
        memory.write(image, value, value);
    }

    @Override
    public String digest(Path image) {
        return memory.readThrough(image).toString();
    }

    @Override
    public Path file(String name) {
        return Path.of("/images", name);
    }

    @Override
    public void addStores(DomainRef domain) {
        memory.addStore(domain, StateStore.Kind.NVRAM, "variables");
        memory.addStore(domain, StateStore.Kind.TPM, "keys");
    }

    @Override
    public void store(Path store, String contents) {
        memory.store(store, contents);
    }

    @Override
    public String stored(Path file) {
        return memory.stored(file).orElseThrow();
    }

    @Override
    public void close() {}
}
