package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.Step;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSaveRestoreFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Steps that define a new domain, and undefine it.
final class CloneSteps {
    private final LibvirtConnection connection;

    CloneSteps(LibvirtConnection connection) {
        this.connection = connection;
    }

    void define(Step.DefineClone step) {
        if (find(step.made()).isPresent()) {
            return; // Defined before, and maybe in use by now.
        }
        var snapshot = SnapshotXml.parse(step.document());
        var origin =
                snapshot.nextDomain()
                        .orElseThrow(() ->
                                new HypervisorException(
                                        Kind.INVALID,
                                        "snapshot " + step.snapshot() + " holds no domain"));
        connection.defineDomain(CloneXml.of(origin, step).toString()).close();
    }

    void resume(Step.ResumeClone step, Progress progress) {
        try (var made = connection.domainByUuid(step.made().uuid().toString())) {
            Files.deleteIfExists(step.copy()); // Of an attempt that was cut.
            if (!made.isActive()) {
                restore(step, progress);
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private void restore(Step.ResumeClone step, Progress progress) throws IOException {
        var saved = connection.saveImageXml(step.memory().toString(), VirDomainXMLFlags.SECURE);
        var xml = CloneXml.of(DomainXml.parse(saved), step).toString();
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
    void undefine(Step.UndefineClone step) {
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
