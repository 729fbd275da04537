package dev.varve.libvirt.hypervisor;

import dev.varve.testing.contract.HypervisorContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// libvirt with real QEMU and real images does what every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtHypervisorTest extends HypervisorContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtHypervisorTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected Fixture open() {
        return libvirt.host();
    }
}
