package dev.varve.libvirt.hypervisor.clone;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSaveRestoreFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/// Steps that define a new domain, and undefine it.
public final class CloneSteps {
    private final LibvirtConnection connection;

    public CloneSteps(LibvirtConnection connection) {
        this.connection = connection;
    }

    public void perform(CloneStep step, Progress progress) {
        switch (step) {
            case CloneStep.DefineClone s -> define(s, progress);
            case CloneStep.ResumeClone s -> resume(s, progress);
            case CloneStep.UndefineClone s -> undefine(s);
        }
    }

    void define(CloneStep.DefineClone step, Progress progress) {
        if (isDefined(step.made())) {
            return; // Defined before, and maybe in use by now.
        }
        var snapshot = SnapshotXml.parse(step.document());
        var origin =
                snapshot.nextDomain()
                        .orElseThrow(() ->
                                new HypervisorException(
                                        Kind.INVALID,
                                        "snapshot " + step.snapshot() + " holds no domain"));
        var own = withoutStrangers(origin, snapshot, step, progress);
        connection.defineDomain(CloneXml.of(own, step).toString()).close();
    }

    /// A disk that was attached for the next start alone isn't in the snapshot: it is the origin's.
    private static DomainXml withoutStrangers(
            DomainXml origin, SnapshotXml snapshot, CloneStep.DefineClone step, Progress progress) {
        var known =
                snapshot.domain().stream()
                        .flatMap(domain -> domain.disks().stream())
                        .map(DomainDisk::target)
                        .collect(Collectors.toSet());
        var kept = origin;
        for (var disk : origin.disks()) {
            if (!known.contains(disk.target()) && !disk.isReadOnly()) {
                progress.note(
                        "disk %s, which snapshot %s doesn't have, is left out of %s"
                                .formatted(disk.target(), step.snapshot(), step.made()));
                kept = kept.withoutDisk(disk.target());
            }
        }
        return kept;
    }

    private boolean isDefined(DomainRef made) {
        var found = find(made);
        found.ifPresent(LibvirtDomain::close);
        return found.isPresent();
    }

    void resume(CloneStep.ResumeClone step, Progress progress) {
        try {
            Files.deleteIfExists(step.copy()); // Of an attempt that was cut.
            if (!isDefined(step.define().made())) {
                define(step.define(), progress);
                restore(step, progress);
            } else if (!isActive(step.define().made())) {
                progress.note(
                        step.define().made()
                                + " doesn't go on with its memory: it may have run since it was made");
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private boolean isActive(DomainRef ref) {
        try (var made = connection.domainByUuid(ref.uuid().toString())) {
            return made.isActive();
        }
    }

    private void restore(CloneStep.ResumeClone step, Progress progress) throws IOException {
        var saved = connection.saveImageXml(step.memory().toString(), VirDomainXMLFlags.SECURE);
        var xml = CloneXml.resumed(DomainXml.parse(saved), step.define()).toString();
        long bytes = Files.size(step.memory());
        try {
            SaveImage.copy(step.memory(), step.copy(), xml, done -> progress.advanced(done, bytes));
            connection.restore(
                    step.copy().toString(),
                    xml,
                    step.paused()
                            ? VirDomainSaveRestoreFlags.PAUSED
                            : VirDomainSaveRestoreFlags.RUNNING);
        } finally {
            Files.deleteIfExists(step.copy());
        }
    }

    /// What runs, or has snapshots, is somebody's by now.
    void undefine(CloneStep.UndefineClone step) {
        step.memory().ifPresent(copy -> removeCopy(step, copy));
        find(step.made())
                .ifPresent(made -> {
                    try (made) {
                        if (made.isActive() || !made.snapshots(0).isEmpty()) {
                            throw new HypervisorException(
                                    Kind.BUSY, "cannot undefine " + step.made() + ": it is in use");
                        }
                        made.undefineFlags(VirDomainUndefineFlagsValues.KEEP_NVRAM);
                    }
                });
    }

    private static void removeCopy(CloneStep.UndefineClone step, Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private Optional<LibvirtDomain> find(DomainRef made) {
        try {
            return Optional.of(connection.domainByUuid(made.uuid().toString()));
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
