package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotDisk;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What was begun on a domain and may not come to its end.
public final class HalfDoneReader {
    /// QEMU's word for a guest that was started stopped and has never gone on.
    private static final Pattern PRELAUNCH = Pattern.compile("\"status\":\\s*\"prelaunch\"");

    private static final String QUERY_STATUS = "{\"execute\":\"query-status\"}";

    private HalfDoneReader() {}

    static HalfDone read(LibvirtDomain handle, Domain domain, KnownXml xml) {
        var deletes = deletes(domain, xml);
        var jobs = jobs(domain, xml);
        boolean begun = domain.state().active() && !(deletes.isEmpty() && jobs.isEmpty());
        boolean working = begun && handle.isWorkedOn();
        return new HalfDone(
                deletes,
                jobs,
                begun && !working && neverRan(handle, domain.state()),
                working,
                domain.managedSave() ? saved(handle) : Map.of(),
                Optional.empty());
    }

    private static Map<SnapshotName, Set<DiskTarget>> deletes(Domain domain, KnownXml known) {
        var deletes = new HashMap<SnapshotName, Set<DiskTarget>>();
        for (var snapshot : domain.snapshots()) {
            var marked = new HashSet<DiskTarget>();
            var xml = known.snapshot(snapshot.document());
            xml.disks().stream()
                    .filter(SnapshotDisk::deleteInProgress)
                    .forEach(disk -> marked.add(new DiskTarget(disk.name())));
            xml.revertDisks().stream()
                    .filter(SnapshotDisk::deleteInProgress)
                    .forEach(disk -> marked.add(new DiskTarget(disk.name())));
            if (!marked.isEmpty()) {
                deletes.put(snapshot.name(), marked);
            }
        }
        return deletes;
    }

    private static Map<DiskTarget, HalfDone.Job> jobs(Domain domain, KnownXml known) {
        var jobs = new HashMap<DiskTarget, HalfDone.Job>();
        var live = known.domain(domain.live());
        for (var disk : domain.disks()) {
            if (disk.busy()) {
                var mirror = live.disk(disk.target().name()).flatMap(DomainDisk::mirror);
                jobs.put(
                        disk.target(),
                        new HalfDone.Job(
                                mirror.flatMap(DomainDisk.Mirror::path).map(Paths::real),
                                mirror.filter(m -> m.readiness() == DomainDisk.Readiness.READY)
                                        .isPresent()));
            }
        }
        return jobs;
    }

    /// Asking QEMU itself marks the domain as tainted; so this is asked of those only on which something
    /// was begun.
    public static boolean neverRan(LibvirtDomain handle, RunState state) {
        try {
            return state == RunState.PAUSED
                    && PRELAUNCH.matcher(handle.monitorCommand(QUERY_STATUS, 0)).find();
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.INVALID) {
                return false; // It has ended meanwhile.
            }
            throw e;
        }
    }

    private static Map<DiskTarget, Path> saved(LibvirtDomain handle) {
        var saved = new HashMap<DiskTarget, Path>();
        try {
            for (var disk :
                    ModelReader.disks(
                            DomainXml.parse(handle.managedSaveXml(VirDomainXMLFlags.SECURE)))) {
                disk.source().image().ifPresent(image -> saved.put(disk.target(), image));
            }
        } catch (LibvirtException _) {
            // An image that can't be read is reported as a managed save image, and no more.
            return Map.of();
        }
        return saved;
    }
}
