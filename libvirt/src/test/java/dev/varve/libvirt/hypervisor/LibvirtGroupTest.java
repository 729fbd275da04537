package dev.varve.libvirt.hypervisor;

import dev.varve.testing.contract.GroupContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// libvirt with real QEMU and real images holds guests, and takes snapshots back, as every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtGroupTest extends GroupContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtGroupTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected Fixture open() {
        return libvirt.host();
    }
}
