package dev.varve.libvirt.hypervisor;

import dev.varve.testing.contract.StoreContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// libvirt with OVMF and swtpm keeps NVRAM and TPM state as every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtStoreTest extends StoreContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtStoreTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected StoreFixture open() {
        return libvirt.host();
    }
}
