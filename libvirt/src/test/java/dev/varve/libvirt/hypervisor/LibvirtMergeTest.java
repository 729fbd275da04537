package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.MergeContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// libvirt with real QEMU and real images merges as every hypervisor does.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LibvirtMergeTest extends MergeContract {
    private final EmbeddedLibvirt libvirt;

    LibvirtMergeTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    protected Fixture open() {
        return libvirt.host();
    }
}
