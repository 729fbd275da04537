package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.RunState;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Step;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainQemuMonitorCommandFlags;
import dev.varve.libvirt.LibvirtException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether the QEMU of a paused guest has let go of its images, as it does when it has saved the guest's memory, and
/// until it goes on with one that it has loaded.
///
/// QEMU 10.0 and newer say so of each image, and refuse any block job: "Inactive '…' can't be a backing child".
/// libvirt 12.8 lets them take the images again first. Older ones refuse a commit alone, "Block node is read-only", and
/// tell of the saved memory by their status. Seen with QEMU 7.2, 10.0 and 11.1.
public final class ReleasedImages {
    private static final String NODES = "{\"execute\":\"query-named-block-nodes\"}";
    private static final String STATUS = "{\"execute\":\"query-status\"}";
    private static final Pattern TOLD = Pattern.compile("\"active\":\\s*(true|false)");
    private static final Pattern INACTIVE = Pattern.compile("\"active\":\\s*false");
    private static final Pattern SAVED = Pattern.compile("\"status\":\\s*\"postmigrate\"");

    private static final String WHY =
            "it let go of the images when the guest's memory was saved or loaded";

    private ReleasedImages() {}

    /// Asking QEMU itself marks the domain as tainted; so this is asked only where the answer is needed.
    ///
    /// @param version the libvirt's
    /// @return why it can't do the job; empty if it can, and where no guest is paused by now
    public static Optional<String> whyNot(LibvirtDomain domain, Step job, long version) {
        try {
            return Observation.domain(domain).state() == RunState.PAUSED
                            && released(domain, job, version)
                    ? Optional.of(WHY)
                    : Optional.empty();
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.INVALID) {
                return Optional.empty(); // It has ended meanwhile.
            }
            throw e;
        }
    }

    private static boolean released(LibvirtDomain domain, Step job, long version) {
        return isRefused(ask(domain, NODES), ask(domain, STATUS), job, version);
    }

    /// @param nodes what QEMU answers about its images
    /// @param status what it answers about its guest
    static boolean isRefused(String nodes, String status, Step job, long version) {
        return TOLD.matcher(nodes).find()
                ? INACTIVE.matcher(nodes).find() && KnownDefect.RELEASED_IMAGES.isIn(version)
                : job instanceof MergeStep.Commit && SAVED.matcher(status).find();
    }

    private static String ask(LibvirtDomain domain, String command) {
        return domain.monitorCommand(command, VirDomainQemuMonitorCommandFlags.DEFAULT);
    }
}
