package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.Progress;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;

/// A pause of the guest that is ours, and that ends with this object.
///
/// libvirt can't tell who paused a guest. So it is told to [Progress] first, which keeps it for a
/// recovery, and a guest that doesn't run when the pause would begin is left alone altogether.
final class GuestPause implements AutoCloseable {
    private final LibvirtDomain domain;
    private final Progress progress;
    private boolean begun;

    GuestPause(LibvirtDomain domain, Progress progress) {
        this.domain = domain;
        this.progress = progress;
    }

    boolean begun() {
        return begun;
    }

    /// Pauses the guest.
    ///
    /// @return whether it ran
    boolean begin() {
        if (domain.state().state() != VirDomainState.RUNNING) {
            return false;
        }
        progress.pausing();
        begun = true; // From here on it is resumed, even where it isn't known to have been paused.
        domain.suspend();
        return true;
    }

    private void end() {
        if (domain.state().state() == VirDomainState.PAUSED) {
            domain.resume();
        }
    }

    @Override
    public void close() {
        if (begun) {
            end();
            begun = false;
            progress.resumed();
        }
    }
}
