package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.DomainXml;
import java.time.Duration;

/// Holds a guest for the moment at which the snapshots of several are taken, and lets it go.
public final class GuestHolding {
    /// How libvirt's agent waits where nobody has said otherwise.
    private static final int WITHOUT_END = -2;

    /// What fails faster is an answer, and asking again gives the same.
    private static final long AT_ONCE = Duration.ofSeconds(1).toNanos();

    private final LibvirtDomain domain;
    private final Progress progress;

    public GuestHolding(LibvirtDomain domain, Progress progress) {
        this.domain = domain;
        this.progress = progress;
    }

    public void perform(GuestStep step) {
        switch (step) {
            case GuestStep.FreezeGuest s -> freeze(s);
            case GuestStep.ThawGuest s -> thaw(s);
            case GuestStep.PauseGuest _ -> pause();
            case GuestStep.ResumeGuest _ -> resume();
        }
    }

    /// What may have become of a freeze that fails isn't known: it is up to [#thaw] then.
    void freeze(GuestStep.FreezeGuest step) {
        if (!domain.isActive()) {
            return;
        }
        domain.agentSetResponseTimeout(step.timeoutSeconds());
        try {
            domain.fsFreeze();
        } catch (LibvirtException e) {
            throw failed("freeze the file systems of the guest of " + domain.name(), e);
        }
    }

    /// An agent that is still at work on the freeze doesn't answer before it is done, and libvirt gives
    /// up after 5 s on one that doesn't answer: so it is asked until the time is over.
    void thaw(GuestStep.ThawGuest step) {
        var channel = DomainXml.parse(domain.xml(0)).agentChannel();
        if (!domain.isActive() || channel.isEmpty()) {
            return;
        }
        if (!channel.get().connected()) {
            progress.note(
                    "the guest agent of %1$s is not there: if the file systems of its guest are frozen, run \"virsh domfsthaw %1$s\" when it is"
                            .formatted(domain.name()));
            return;
        }
        domain.agentSetResponseTimeout(step.timeoutSeconds());
        thawUntil(System.nanoTime() + Duration.ofSeconds(step.timeoutSeconds()).toNanos());
        domain.agentSetResponseTimeout(WITHOUT_END);
    }

    private void thawUntil(long deadline) {
        while (true) {
            long asked = System.nanoTime();
            try {
                domain.fsThaw();
                return;
            } catch (LibvirtException e) {
                var waited = System.nanoTime() - asked;
                if (waited < AT_ONCE || System.nanoTime() > deadline) {
                    throw failed("thaw the file systems of the guest of " + domain.name(), e);
                }
            }
        }
    }

    private static HypervisorException failed(String what, LibvirtException e) {
        var kind = e.kind() == LibvirtException.Kind.UNSUPPORTED ? Kind.UNSUPPORTED : Kind.FAILED;
        return new HypervisorException(kind, "cannot " + what + ": " + e.getMessage(), e);
    }

    void pause() {
        if (is(VirDomainState.RUNNING) || is(VirDomainState.BLOCKED)) {
            domain.suspend();
        }
    }

    void resume() {
        if (is(VirDomainState.PAUSED)) {
            domain.resume();
        }
    }

    private boolean is(int state) {
        return domain.state().state() == state;
    }
}
