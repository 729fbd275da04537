package dev.varve.libvirt.hypervisor;

import dev.varve.testing.contract.ImportContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// libvirt with real QEMU and real images defines copies as every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtImportTest extends ImportContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtImportTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected Fixture open() {
        return libvirt.host();
    }
}
