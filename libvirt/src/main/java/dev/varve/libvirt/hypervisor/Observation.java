package dev.varve.libvirt.hypervisor;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.libvirt.DomainState;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.xml.DomainXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Reads the whole state of a host.
final class Observation {
    private final LibvirtConnection connection;
    private final ImageSurvey images = new ImageSurvey();

    Observation(LibvirtConnection connection) {
        this.connection = connection;
    }

    HostState read() {
        var domains = new ArrayList<Domain>();
        for (var handle : connection.domains(0)) {
            try (handle) {
                domains.add(domain(handle));
            } catch (LibvirtException e) {
                // A domain that was undefined since the list was made is none.
                if (e.kind() != LibvirtException.Kind.NO_DOMAIN) {
                    throw e;
                }
            }
        }
        domains.forEach(this::survey);
        images.lookAround();
        return new HostState(
                domains, images.layers(), images.files(), images.missing(), images.recognised());
    }

    static Domain domain(LibvirtDomain handle) {
        var state = runState(handle.state());
        var live = handle.xml(VirDomainXMLFlags.SECURE);
        var definition =
                state.active() && handle.isPersistent()
                        ? handle.xml(VirDomainXMLFlags.SECURE | VirDomainXMLFlags.INACTIVE)
                        : live;
        return new Domain(
                new DomainRef(UUID.fromString(handle.uuid()), handle.name()),
                state,
                handle.isPersistent(),
                handle.hasManagedSave(),
                withJobs(handle, state, ModelReader.disks(DomainXml.parse(live))),
                ModelReader.disks(DomainXml.parse(definition)),
                snapshots(handle),
                current(handle),
                definition,
                live);
    }

    /// Only commits of the active layer and copies show as `<mirror>`; the other jobs must be asked for.
    private static List<Disk> withJobs(LibvirtDomain handle, RunState state, List<Disk> disks) {
        return state.active() ? disks.stream().map(d -> withJob(handle, d)).toList() : disks;
    }

    private static Disk withJob(LibvirtDomain handle, Disk disk) {
        if (disk.busy() || disk.source() instanceof Source.Empty) {
            return disk;
        }
        var busy = handle.blockJobInfo(disk.target().name(), 0).isPresent();
        return new Disk(
                disk.target(), disk.device(), disk.source(), disk.readonly(), disk.mode(), busy);
    }

    private static RunState runState(DomainState state) {
        return switch (state.state()) {
            case VirDomainState.SHUTOFF, VirDomainState.CRASHED -> RunState.SHUTOFF;
            case VirDomainState.PAUSED -> RunState.PAUSED;
            case VirDomainState.PMSUSPENDED -> RunState.PMSUSPENDED;
            default -> RunState.RUNNING;
        };
    }

    private static List<Snapshot> snapshots(LibvirtDomain handle) {
        var all = new ArrayList<Snapshot>();
        for (var snapshot : handle.snapshots(VirDomainSnapshotListFlags.TOPOLOGICAL)) {
            try (snapshot) {
                all.add(
                        ModelReader.snapshot(
                                snapshot.name(), snapshot.xml(VirDomainSnapshotXMLFlags.SECURE)));
            }
        }
        return all;
    }

    private static Optional<SnapshotName> current(LibvirtDomain handle) {
        var current = handle.currentSnapshot();
        try (var _ = closing(current)) {
            return current.map(LibvirtSnapshot::name).map(SnapshotName::new);
        }
    }

    private static Closing closing(Optional<LibvirtSnapshot> snapshot) {
        return () -> snapshot.ifPresent(LibvirtSnapshot::close);
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private void survey(Domain domain) {
        Stream.concat(domain.disks().stream(), domain.nextDisks().stream()).forEach(this::survey);
        domain.snapshots().forEach(this::survey);
    }

    private void survey(Disk disk) {
        disk.source()
                .image()
                .ifPresent(path -> images.add(path, disk.source().imageFormat().orElseThrow()));
    }

    private void survey(Snapshot snapshot) {
        snapshot.domainDisks().forEach(this::survey);
        Stream.concat(snapshot.disks().stream(), snapshot.revertDisks().stream())
                .flatMap(disk -> disk.overlay().stream())
                .forEach(images::addIfThere);
        if (snapshot.memory() instanceof Memory.External(var file)) {
            images.addFile(file);
        }
    }
}
