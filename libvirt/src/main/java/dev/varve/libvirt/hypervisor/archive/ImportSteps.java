package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.image.Archive;
import dev.varve.image.FileCopy;
import dev.varve.image.Image;
import dev.varve.image.Unpack;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Steps that take a domain and its files out of an archive.
public final class ImportSteps {
    private final LibvirtConnection connection;
    private final String tag;

    /// @param tag marks the partial files of the domain whose lock the operation holds
    public ImportSteps(LibvirtConnection connection, String tag) {
        this.connection = connection;
        this.tag = tag;
    }

    public void perform(ArchiveStep step, Progress progress) {
        switch (step) {
            case ArchiveStep.UnpackFile s -> unpack(s, progress);
            case ArchiveStep.DropUnpacked s -> drop(s, progress);
            case ArchiveStep.DefineImport s -> define(s);
            case ArchiveStep.UndefineImport s -> undefine(s);
        }
    }

    private Path partial(Path file) {
        return PartialFile.of(file, tag);
    }

    private void unpack(ArchiveStep.UnpackFile step, Progress progress) {
        var request =
                new Unpack.Request(
                        step.archive(),
                        step.member(),
                        step.sha256(),
                        step.format(),
                        backing(step.backing()));
        try {
            if (Files.exists(step.file(), LinkOption.NOFOLLOW_LINKS)
                    && Unpack.isOf(request, step.file())) {
                return;
            }
            Files.deleteIfExists(partial(step.file())); // Of an attempt that was cut.
            long bytes = Archive.open(step.archive()).data(step.member()).orElse(0L);
            Unpack.create(
                    request,
                    step.file(),
                    partial(step.file()),
                    percent -> progress.advanced((long) (bytes * percent / 100), bytes));
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private static Optional<FileCopy.NewBacking> backing(Optional<Layer.Backing> backing) {
        return backing.flatMap(below ->
                below.format().map(format -> new FileCopy.NewBacking(below.path(), format)));
    }

    private void drop(ArchiveStep.DropUnpacked step, Progress progress) {
        var request =
                new Unpack.Request(
                        step.archive(), step.member(), "", step.format(), backing(step.backing()));
        try {
            Files.deleteIfExists(partial(step.file()));
            if (!Files.exists(step.file(), LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (!Files.exists(step.archive())) {
                progress.note(
                        step.file()
                                + " stays: without "
                                + step.archive()
                                + " it can't be told whether it is as it was unpacked");
            } else if (Unpack.isOf(request, step.file())) {
                Image.remove(step.file());
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    /// A domain that is there was defined before, and maybe is in use by now; what its snapshots lack is
    /// made up for.
    private void define(ArchiveStep.DefineImport step) {
        var documents = ImportedDocuments.of(step);
        try (var domain =
                find(step.made().uuid().toString())
                        .orElseGet(() ->
                                connection.defineDomain(documents.definition(step).toString()))) {
            var known = snapshots(domain);
            for (var snapshot : step.snapshots()) {
                if (!known.contains(snapshot.name())) {
                    boolean current =
                            step.current().equals(Optional.of(snapshot.name()))
                                    && !hasCurrent(domain);
                    register(domain, documents.snapshot(snapshot), current);
                }
            }
        }
    }

    private static boolean hasCurrent(LibvirtDomain domain) {
        var current = domain.currentSnapshot();
        current.ifPresent(LibvirtSnapshot::close);
        return current.isPresent();
    }

    private static void register(LibvirtDomain domain, SnapshotXml snapshot, boolean current) {
        domain.createSnapshot(
                        snapshot.toString(),
                        VirDomainSnapshotCreateFlags.REDEFINE
                                | (current ? VirDomainSnapshotCreateFlags.CURRENT : 0))
                .close();
    }

    private void undefine(ArchiveStep.UndefineImport step) {
        var found = find(step.made().uuid().toString());
        if (found.isEmpty()) {
            return;
        }
        try (var domain = found.get()) {
            if (domain.isActive()
                    || domain.hasManagedSave()
                    || !Set.copyOf(step.snapshots()).containsAll(snapshots(domain))) {
                throw new HypervisorException(
                        Kind.BUSY, "cannot undefine " + step.made() + ": it is in use");
            }
            domain.undefineFlags(
                    VirDomainUndefineFlagsValues.KEEP_NVRAM
                            | VirDomainUndefineFlagsValues.SNAPSHOTS_METADATA);
        }
    }

    private static Set<SnapshotName> snapshots(LibvirtDomain domain) {
        var names = new HashSet<SnapshotName>();
        for (var snapshot : domain.snapshots(0)) {
            try (snapshot) {
                names.add(new SnapshotName(snapshot.name()));
            }
        }
        return names;
    }

    private Optional<LibvirtDomain> find(String uuid) {
        try {
            return Optional.of(connection.domainByUuid(uuid));
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
