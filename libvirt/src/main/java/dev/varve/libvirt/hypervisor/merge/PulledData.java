package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.image.ChangeBacking;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainQemuMonitorCommandFlags;
import dev.varve.libvirt.xml.DomainDisk;
import java.io.IOException;

/// What QEMU has pulled, on its way to stable storage.
///
/// At the end of a pull QEMU writes the new backing file into the header at once. Where the data is
/// that it pulled it keeps in memory until the guest flushes. If it is killed in between, the image
/// has neither the data nor a way to the layers that still hold it.
final class PulledData {
    private static final String DONE = "\"return\":\"\"";

    private PulledData() {}

    /// Has the QEMU that runs write everything; when this returns, it is on stable storage. libvirt
    /// has no call for that which leaves the guest alone, and marks the domain as tainted for this.
    static void flush(LibvirtDomain domain, DomainDisk disk) {
        var node =
                disk.index().isPresent()
                        ? "libvirt-" + disk.index().get() + "-format"
                        : "drive-" + disk.target();
        var answer =
                domain.monitorCommand(
                        """
                        {"execute": "human-monitor-command",
                         "arguments": {"command-line": "qemu-io %s flush"}}
                        """
                                .formatted(node),
                        VirDomainQemuMonitorCommandFlags.DEFAULT);
        if (!answer.contains(DONE)) {
            throw new HypervisorException(
                    Kind.FAILED,
                    "cannot have QEMU write what it pulled into disk %s: %s"
                            .formatted(disk.target(), answer));
        }
    }

    /// Puts an image that was pulled into on the layers that were pulled, so that the pull can be
    /// made again: whatever is missing in it is there. They stay as they were until they are removed.
    static void putBack(MergeStep.Pull step, HostState state) throws IOException {
        var upper =
                state.layer(step.upper())
                        .orElseThrow(() ->
                                new IOException(
                                        "the format of "
                                                + step.upper()
                                                + " is not known any more"));
        ChangeBacking.to(step.top(), upper.path().toString(), upper.format());
    }
}
