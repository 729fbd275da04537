package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.core.model.Presence;
import dev.varve.core.model.Room;
import dev.varve.core.model.WriteProtection;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import dev.varve.image.ImageHeaders;
import dev.varve.image.ReadCheck;
import dev.varve.image.WriteCheck;
import dev.varve.libvirt.LibvirtCheckpoint;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.XmlException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The hypervisor that a libvirt of this host controls, with the images that its domains use.
public final class LibvirtHypervisor implements Hypervisor {
    private final LibvirtConnection connection;
    private final MergeLimits limits;
    private final ImageHeaders headers = new ImageHeaders();
    private final KnownXml xml = new KnownXml();

    /// @param connection to a libvirt of this host; it stays the caller's to close
    public LibvirtHypervisor(LibvirtConnection connection) {
        this(connection, MergeOptions.none());
    }

    /// @param connection to a libvirt of this host; it stays the caller's to close
    /// @param options how it moves data
    public LibvirtHypervisor(LibvirtConnection connection, MergeOptions options) {
        this(connection, new MergeLimits(options));
    }

    LibvirtHypervisor(LibvirtConnection connection, MergeLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    @Override
    public HostState observe(Set<Path> places) {
        try {
            return new Observation(connection, headers.read(), xml).read(places);
        } catch (LibvirtException e) {
            throw Failures.of(e);
        } catch (XmlException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Place locate(Path name) {
        return Paths.locate(name);
    }

    @Override
    public Optional<String> unwritable(Path image, ImageFormat format) {
        try {
            return WriteCheck.flaw(image, format);
        } catch (IOException e) {
            throw Failures.of("read " + image, e);
        }
    }

    @Override
    public Optional<Room> room(Path file) {
        return FileSystems.room(file);
    }

    @Override
    public long growth(Step merge) {
        try {
            return MergeGrowth.of(merge);
        } catch (IOException e) {
            throw Failures.of(merge.describe(), e);
        }
    }

    @Override
    public Optional<String> released(DomainRef domain, Step job) {
        try (var asked = connection.domainByUuid(domain.uuid().toString())) {
            return ReleasedImages.whyNot(asked, job, connection.libraryVersion());
        } catch (LibvirtException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public Optional<String> unreadable(Path image, ImageFormat format) {
        try {
            return ReadCheck.flaw(image, format);
        } catch (IOException e) {
            throw Failures.of("read " + image, e);
        }
    }

    @Override
    public Presence presence(Path file) {
        return FilePresence.of(file);
    }

    @Override
    public Optional<WriteProtection> protection(Path file) {
        return FilePresence.protection(file);
    }

    @Override
    public List<String> checkpoints(DomainRef of) {
        try (var domain = connection.domainByUuid(of.uuid().toString())) {
            return domain.checkpoints().stream().map(LibvirtHypervisor::name).sorted().toList();
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.UNSUPPORTED
                    || e.kind() == LibvirtException.Kind.NO_DOMAIN) {
                return List.of();
            }
            throw Failures.of(e);
        }
    }

    private static String name(LibvirtCheckpoint checkpoint) {
        try (checkpoint) {
            return checkpoint.name();
        }
    }

    @Override
    public void perform(DomainRef only, Step step, Progress progress) {
        try {
            dispatch(step.domain(only), step.plain(), progress);
        } catch (LibvirtException e) {
            throw Failures.of(e);
        } catch (XmlException e) {
            throw unreadable(e);
        }
    }

    private void dispatch(DomainRef ref, Step step, Progress progress) {
        var uuid = ref.uuid().toString();
        if (step instanceof Step.OnArchive archived) {
            new ImportSteps(connection, uuid).perform(archived, progress);
            return;
        }
        try (var domain = connection.domainByUuid(uuid)) {
            dispatch(domain, step, progress);
        }
    }

    private void dispatch(LibvirtDomain domain, Step step, Progress progress) {
        var snapshots = new SnapshotSteps(domain);
        var definition = new DomainSteps(connection, domain);
        var images = new ImageSteps(domain.uuid());
        var internals = new InternalSteps(domain.uuid());
        var stores = new StoreSteps(domain);
        switch (step) {
            case Step.OnArchive s ->
                    new ImportSteps(connection, domain.uuid()).perform(s, progress);
            case Step.CreateOverlay s -> images.create(s);
            case Step.DropOverlay s -> images.drop(s);
            case Step.ReserveMemory s -> images.reserve(s);
            case Step.DropMemory s -> {
                if (!snapshots.nameMemory(s.file())) {
                    images.drop(s);
                }
            }
            case Step.RemoveMemory s -> {
                if (!snapshots.nameMemory(s.file())) {
                    images.remove(s);
                }
            }
            case Step.CopyStore s -> stores.copy(s);
            case Step.CompareStore s -> stores.compare(s, progress);
            case Step.RemoveStoreCopy s -> {
                if (!snapshots.nameCopy(s.copy())) {
                    stores.remove(s);
                }
            }
            case Step.RestoreStore s -> stores.restore(s, progress);
            case Step.RemoveImage s -> images.remove(s);
            case Step.RepointOverlay s -> images.repoint(s);
            case Step.StateFormat s -> images.state(s);
            case Step.TakeSnapshot s -> {
                new SnapshotTaking(connection, domain).take(s);
                s.memory().ifPresent(images::release);
            }
            case Step.RecordSnapshot s -> snapshots.record(s);
            case Step.ForgetSnapshot s -> snapshots.forget(s);
            case Step.RestoreSnapshot s -> snapshots.restore(s);
            case Step.SelectSnapshot s -> snapshots.select(s);
            case Step.DeselectSnapshot s -> snapshots.deselect(s);
            case Step.RepointSnapshot s -> snapshots.repoint(s);
            case Step.Annotate s -> snapshots.annotate(s);
            case Step.Describe s -> snapshots.describe(s);
            case Step.DefineDomain s -> definition.define(s);
            case Step.RestoreDefinition s -> definition.restore(s);
            case Step.RepointDomain s -> definition.repoint(s);
            case Step.CopyImage s -> images.copy(s, progress);
            case Step.CopyLayer s -> images.copy(s, progress);
            case Step.MirrorHead s -> new Mirror(connection, domain, limits, progress).perform(s);
            case Step.DropMirror s -> new Mirror(connection, domain, limits, progress).drop(s);
            case Step.KeepCopy s -> new Mirror(connection, domain, limits, progress).keep(s);
            case Step.DropImageCopy s -> images.drop(s);
            case Step.DropLayerCopy s -> images.drop(s);
            case Step.RedirectDomain s -> definition.repoint(new Step.RepointDomain(s.moves()));
            case Step.DefineClone s -> new CloneSteps(connection).define(s, progress);
            case Step.ResumeClone s -> new CloneSteps(connection).resume(s, progress);
            case Step.UndefineClone s -> new CloneSteps(connection).undefine(s);
            case Step.StopDomain _ -> definition.stop();
            case Step.StopUnstarted _ -> definition.stopUnstarted();
            case Step.ClearDeleteMarks s -> snapshots.clearDeleteMarks(s);
            case Step.DropManagedSave _ -> definition.dropManagedSave();
            case Step.StartDomain s -> definition.start(s);
            case Step.RestoreMemory s -> definition.resume(s);
            case Step.Commit s -> new Merge(connection, domain, limits, progress).commit(s);
            case Step.Pull s -> new Merge(connection, domain, limits, progress).pull(s);
            case Step.CopySnapshot s -> internals.copy(s, progress);
            case Step.DropCopy s -> internals.drop(s);
            case Step.ResetImage s -> internals.reset(s);
            case Step.ApplyInternal s -> internals.apply(s);
            case Step.RemoveInternal s -> internals.remove(s);
            case Step.ResumeInternal s -> snapshots.resumeInternal(s, progress);
            case Step.DeleteInternal s -> snapshots.deleteInternal(s);
            case Step.OnDomain s -> dispatch(domain, s.inner(), progress);
            case Step.FreezeGuest s -> new GuestHolding(domain, progress).freeze(s);
            case Step.ThawGuest s -> new GuestHolding(domain, progress).thaw(s);
            case Step.PauseGuest _ -> new GuestHolding(domain, progress).pause();
            case Step.ResumeGuest _ -> new GuestHolding(domain, progress).resume();
            case Step.TakeMember s -> new SnapshotTaking(connection, domain).take(s.take());
            case Step.UntakeSnapshot s ->
                    new SnapshotUntaking(connection, domain, limits, progress).untake(s);
        }
    }

    private static HypervisorException unreadable(XmlException e) {
        return new HypervisorException(
                HypervisorException.Kind.FAILED,
                "libvirt's XML can't be read: " + e.getMessage(),
                e);
    }

    @Override
    public void close() {
        // The connection is the caller's.
    }
}
