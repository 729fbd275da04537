package dev.varve.libvirt.hypervisor;

import dev.varve.testing.contract.MetadataContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// libvirt with real QEMU and real images keeps metadata as every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtMetadataTest extends MetadataContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtMetadataTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected Fixture open() {
        return libvirt.host();
    }
}
