package dev.varve.libvirt.hypervisor.take;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.hypervisor.merge.MergeLimits;
import dev.varve.libvirt.hypervisor.steps.MemorySteps;

/// Steps that take a snapshot, or take it back.
public final class TakeSteps {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;
    private final MergeLimits limits;

    public TakeSteps(LibvirtConnection connection, LibvirtDomain domain, MergeLimits limits) {
        this.connection = connection;
        this.domain = domain;
        this.limits = limits;
    }

    public void perform(TakeStep step, Progress progress) {
        switch (step) {
            case TakeStep.TakeSnapshot s -> take(s);
            case TakeStep.TakeMember s -> take(s.take());
            case TakeStep.UntakeSnapshot s ->
                    new SnapshotUntaking(connection, domain, limits, progress).untake(s);
        }
    }

    private void take(TakeStep.TakeSnapshot step) {
        new SnapshotTaking(connection, domain).take(step);
        step.memory().ifPresent(new MemorySteps(domain)::release);
    }
}
