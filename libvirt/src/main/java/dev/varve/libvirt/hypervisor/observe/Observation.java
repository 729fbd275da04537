package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.image.HeaderReading;
import dev.varve.image.ImageHeaders;
import dev.varve.libvirt.DomainState;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainXml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the whole state of a host.
public final class Observation {
    /// How often a domain is looked at whose snapshots are deleted meanwhile.
    private static final int LOOKS = 20;

    private final LibvirtConnection connection;
    private final HeaderReading headers;
    private final KnownXml xml;
    private final ImageSurvey images;
    private final StateStores stores;
    private final Map<UUID, HalfDone> halfDone = new HashMap<>();

    /// Reads every header and document.
    public Observation(LibvirtConnection connection) {
        this(connection, new ImageHeaders().read(), new KnownXml());
    }

    /// Reads what isn't known.
    ///
    /// @param headers what the images say at this moment
    /// @param xml what libvirt said before
    public Observation(LibvirtConnection connection, HeaderReading headers, KnownXml xml) {
        this.connection = connection;
        this.headers = headers;
        this.xml = xml;
        xml.beginObservation();
        this.images = new ImageSurvey(headers);
        this.stores = StateStores.of(connection.uri());
    }

    /// {@return the host as it is now}
    public HostState read() {
        return read(Set.of());
    }

    /// {@return the host as it is now}
    ///
    /// @param places images and directories to look at as well
    public HostState read(Set<Path> places) {
        var domains = new ArrayList<Domain>();
        for (var handle : connection.domains(0)) {
            try (handle) {
                var domain = settled(handle);
                domains.add(domain);
                halfDone.put(domain.ref().uuid(), HalfDoneReader.read(handle, domain, xml));
            } catch (LibvirtException e) {
                // A domain that was undefined since the list was made is none.
                if (e.kind() != LibvirtException.Kind.NO_DOMAIN) {
                    throw e;
                }
            }
        }
        domains.forEach(this::survey);
        var pools = StoragePools.of(connection);
        pools.directories().forEach(images::addDirectory);
        images.lookAround();
        new AskedPlaces(images, places).look();
        var processes = RunningProcess.all();
        var qemus = LostQemus.among(processes);
        domains.forEach(domain -> findLost(domain, qemus));
        images.addNamesakes();
        pools.paths().forEach(path -> images.addIfOverlay(Paths.real(path)));
        var dependants = dependants(domains, pools, NbdServers.among(processes));
        return new HostState(
                        domains,
                        images.layers(),
                        images.files(),
                        images.missing(),
                        images.recognised(),
                        dependants.needed(),
                        dependants.readers(),
                        halfDone,
                        KnownDefect.limits(connection.libraryVersion()))
                .proven();
    }

    /// What somebody else works on may lose a snapshot between the list and the look at it, and a guest may end before it
    /// is asked for its block jobs: then the domain is looked at anew.
    private Domain settled(LibvirtDomain handle) {
        for (int left = LOOKS; ; left--) {
            try {
                return domain(handle, stores, xml);
            } catch (LibvirtException e) {
                if (!hasChanged(e) || left == 0) {
                    throw e;
                }
            }
        }
    }

    private static boolean hasChanged(LibvirtException e) {
        return e.kind() == LibvirtException.Kind.NO_SNAPSHOT
                || e.kind() == LibvirtException.Kind.INVALID;
    }

    private void findLost(Domain domain, LostQemus processes) {
        if (domain.state().active()) {
            return;
        }
        var chains =
                domain.nextDisks().stream()
                        .flatMap(disk -> disk.source().image().stream())
                        .flatMap(head -> images.chain(head).stream())
                        .collect(Collectors.toSet());
        processes
                .of(domain.ref().uuid(), chains)
                .ifPresent(lost ->
                        halfDone.computeIfPresent(
                                domain.ref().uuid(), (_, found) -> found.withLost(lost)));
    }

    private Dependants dependants(List<Domain> domains, StoragePools pools, NbdServers servers) {
        var dependants = new Dependants(images, headers, pools, xml);
        domains.forEach(dependants::add);
        dependants.look(servers);
        return dependants;
    }

    /// {@return the domain, without what it keeps beside its disks}
    public static Domain domain(LibvirtDomain handle) {
        return domain(handle, new StateStores(Optional.empty()), new KnownXml());
    }

    private static Domain domain(LibvirtDomain handle, StateStores stores, KnownXml xml) {
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
                disks(handle, state, xml.domain(live)),
                ModelReader.definedDisks(xml.domain(definition)),
                snapshots(handle, xml),
                current(handle),
                definition,
                live,
                stores.of(xml.domain(live)));
    }

    /// Of a running domain the layers below are what QEMU has open. Only commits of the active layer and
    /// copies show as `<mirror>`; the other jobs must be asked for.
    private static List<Disk> disks(LibvirtDomain handle, RunState state, DomainXml live) {
        return state.active()
                ? ModelReader.disks(live).stream().map(disk -> withJob(handle, disk)).toList()
                : ModelReader.definedDisks(live);
    }

    private static Disk withJob(LibvirtDomain handle, Disk disk) {
        if (disk.busy() || disk.source() instanceof Source.Empty) {
            return disk;
        }
        var busy = handle.disk(disk.target().name()).blockJobInfo(0).isPresent();
        return disk.with(busy);
    }

    private static RunState runState(DomainState state) {
        return switch (state.state()) {
            case VirDomainState.SHUTOFF, VirDomainState.CRASHED -> RunState.SHUTOFF;
            case VirDomainState.PAUSED -> RunState.PAUSED;
            case VirDomainState.PMSUSPENDED -> RunState.PMSUSPENDED;
            default -> RunState.RUNNING;
        };
    }

    private static List<Snapshot> snapshots(LibvirtDomain handle, KnownXml xml) {
        var listed = handle.snapshots(VirDomainSnapshotListFlags.TOPOLOGICAL);
        try {
            return listed.stream().map(snapshot -> snapshot(snapshot, xml)).toList();
        } finally {
            listed.forEach(LibvirtSnapshot::close);
        }
    }

    private static Snapshot snapshot(LibvirtSnapshot snapshot, KnownXml xml) {
        var document = snapshot.xml(VirDomainSnapshotXMLFlags.SECURE);
        return ModelReader.snapshot(snapshot.name(), document, xml.snapshot(document));
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
        domain.stores().forEach(store -> images.addNamesBeside(store.path()));
        domain.allDisks().forEach(this::survey);
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
        snapshot.annotations().copies().values().forEach(copy -> images.addFile(copy.file()));
    }
}
