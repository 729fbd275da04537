package dev.varve.cli.kill;

import dev.varve.cli.kill.Kill.How;
import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.model.Presence;
import dev.varve.core.model.Room;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtEnums.VirConnectDomainEventBlockJobStatus;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// libvirt's hypervisor, whose every change counts.
final class KillingHypervisor implements Hypervisor {
    /// So that a block job isn't over before anybody has looked at it.
    private static final MergeOptions SLOW = new MergeOptions(1 << 20, Optional.empty(), false);

    private final LibvirtConnection connection;
    private final LibvirtHypervisor hypervisor;
    private final Killer killer;

    KillingHypervisor(LibvirtConnection connection, Killer killer) {
        this.connection = connection;
        this.hypervisor = new LibvirtHypervisor(connection);
        this.killer = killer;
    }

    @Override
    public HostState observe(Set<Path> places) {
        return hypervisor.observe(places);
    }

    @Override
    public Optional<String> unwritable(Path image, ImageFormat format) {
        return hypervisor.unwritable(image, format);
    }

    @Override
    public Optional<Room> room(Path file) {
        return hypervisor.room(file);
    }

    @Override
    public long growth(Step merge) {
        return hypervisor.growth(merge);
    }

    @Override
    public Optional<String> unreadable(Path image, ImageFormat format) {
        return hypervisor.unreadable(image, format);
    }

    @Override
    public Presence presence(Path file) {
        return hypervisor.presence(file);
    }

    @Override
    public Place locate(Path name) {
        return hypervisor.locate(name);
    }

    @Override
    public void perform(DomainRef domain, Step step, Progress progress) {
        killer.change(step.describe(), () -> {}, () -> halfway(domain, step, progress));
    }

    private void halfway(DomainRef domain, Step step, Progress progress) {
        if (killer.isNow(How.SWITCHED) && step instanceof Step.TakeSnapshot take) {
            hypervisor.perform(domain, withoutMetadata(take), progress);
            killer.strike();
            hypervisor.perform(domain, step, progress);
        } else if (killer.isNow(How.PAUSED)) {
            try (var _ =
                    connection.onLifecycle(event -> {
                        if (event.event() == VirDomainEventType.SUSPENDED) {
                            killer.strike();
                        }
                    })) {
                hypervisor.perform(domain, step, progress);
            }
        } else if (killer.isNow(How.COPIED)) {
            try (var _ =
                    connection.onBlockJob(event -> {
                        if (event.status() == VirConnectDomainEventBlockJobStatus.COMPLETED) {
                            killer.strike();
                        }
                    })) {
                hypervisor.perform(domain, step, progress);
            }
            // The end of a job may be seen before its event comes. The kill is a little later then.
            killer.strike();
        } else if (killer.isNow(How.COPYING)) {
            new LibvirtHypervisor(connection, SLOW).perform(domain, step, deadly());
        } else {
            hypervisor.perform(domain, step, progress);
        }
    }

    private Progress deadly() {
        return (_, _) -> killer.strike();
    }

    private static Step withoutMetadata(Step.TakeSnapshot take) {
        var options = take.options();
        return new Step.TakeSnapshot(
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

    @Override
    public void close() {
        hypervisor.close();
    }
}
