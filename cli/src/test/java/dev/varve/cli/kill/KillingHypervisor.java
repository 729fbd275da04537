package dev.varve.cli.kill;

import dev.varve.cli.kill.Kill.How;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtEnums.VirConnectDomainEventBlockJobStatus;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import dev.varve.testing.contract.ForwardingHypervisor;
import java.util.Optional;

/// libvirt's hypervisor, whose every change counts.
final class KillingHypervisor extends ForwardingHypervisor {
    /// So that a block job isn't over before anybody has looked at it.
    private static final MergeOptions SLOW = new MergeOptions(1 << 20, Optional.empty(), false);

    private final LibvirtConnection connection;
    private final Killer killer;

    KillingHypervisor(LibvirtConnection connection, Killer killer) {
        super(new LibvirtHypervisor(connection));
        this.connection = connection;
        this.killer = killer;
    }

    @Override
    public void perform(DomainRef domain, Step step, Progress progress) {
        killer.change(step.describe(), () -> {}, () -> halfway(domain, step, progress));
    }

    private void halfway(DomainRef domain, Step step, Progress progress) {
        if (killer.isNow(How.SWITCHED) && step instanceof TakeStep.TakeSnapshot take) {
            super.perform(domain, withoutMetadata(take), progress);
            killer.strike();
            super.perform(domain, step, progress);
        } else if (killer.isNow(How.PAUSED)) {
            try (var _ =
                    connection.onLifecycle(event -> {
                        if (event.event() == VirDomainEventType.SUSPENDED) {
                            killer.strike();
                        }
                    })) {
                super.perform(domain, step, progress);
            }
        } else if (killer.isNow(How.COPIED)) {
            try (var _ =
                    connection.onBlockJob(event -> {
                        if (event.status() == VirConnectDomainEventBlockJobStatus.COMPLETED) {
                            killer.strike();
                        }
                    })) {
                super.perform(domain, step, progress);
            }
            // The end of a job may be seen before its event comes. The kill is a little later then.
            killer.strike();
        } else if (killer.isNow(How.COPYING)) {
            new LibvirtHypervisor(connection, SLOW).perform(domain, step, deadly());
        } else {
            super.perform(domain, step, progress);
        }
    }

    private Progress deadly() {
        return (_, _) -> killer.strike();
    }

    private static Step withoutMetadata(TakeStep.TakeSnapshot take) {
        var options = take.options();
        return new TakeStep.TakeSnapshot(
                take.name(),
                take.document(),
                take.overlays(),
                take.memory(),
                new TakeOptions(
                        options.diskOnly(),
                        options.quiesce(),
                        options.halt(),
                        options.live(),
                        /* noMetadata= */ true,
                        options.reuseExternal(),
                        options.atomic(),
                        options.validate()));
    }
}
