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
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import dev.varve.image.ImageHeaders;
import dev.varve.image.ReadCheck;
import dev.varve.image.WriteCheck;
import dev.varve.libvirt.LibvirtCheckpoint;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.archive.ImportSteps;
import dev.varve.libvirt.hypervisor.clone.CloneSteps;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.FilePresence;
import dev.varve.libvirt.hypervisor.file.FileSystems;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.merge.Merge;
import dev.varve.libvirt.hypervisor.merge.MergeGrowth;
import dev.varve.libvirt.hypervisor.merge.MergeLimits;
import dev.varve.libvirt.hypervisor.merge.Mirror;
import dev.varve.libvirt.hypervisor.observe.KnownXml;
import dev.varve.libvirt.hypervisor.observe.Observation;
import dev.varve.libvirt.hypervisor.observe.ReleasedImages;
import dev.varve.libvirt.hypervisor.steps.DomainSteps;
import dev.varve.libvirt.hypervisor.steps.GuestHolding;
import dev.varve.libvirt.hypervisor.steps.ImageSteps;
import dev.varve.libvirt.hypervisor.steps.InternalSteps;
import dev.varve.libvirt.hypervisor.steps.MemorySteps;
import dev.varve.libvirt.hypervisor.steps.SnapshotSteps;
import dev.varve.libvirt.hypervisor.steps.StoreSteps;
import dev.varve.libvirt.hypervisor.take.TakeSteps;
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
        if (step instanceof ArchiveStep archived) {
            new ImportSteps(connection, uuid).perform(archived, progress);
            return;
        }
        try (var domain = connection.domainByUuid(uuid)) {
            dispatch(domain, step, progress);
        }
    }

    private void dispatch(LibvirtDomain domain, Step step, Progress progress) {
        switch (step) {
            case Step.OnDomain s -> dispatch(domain, s.inner(), progress);
            case ArchiveStep s -> new ImportSteps(connection, domain.uuid()).perform(s, progress);
            case CloneStep s -> new CloneSteps(connection).perform(s, progress);
            case DomainStep s -> new DomainSteps(connection, domain).perform(s);
            case GuestStep s -> new GuestHolding(domain, progress).perform(s);
            case ImageStep s -> new ImageSteps(domain.uuid()).perform(s, progress);
            case InternalStep s -> new InternalSteps(domain).perform(s, progress);
            case MemoryStep s -> new MemorySteps(domain).perform(s);
            case MergeStep s -> new Merge(connection, domain, limits, progress).perform(s);
            case MirrorStep s -> new Mirror(connection, domain, limits, progress).perform(s);
            case SnapshotStep s -> new SnapshotSteps(domain).perform(s);
            case StoreStep s -> new StoreSteps(domain).perform(s, progress);
            case TakeStep s -> new TakeSteps(connection, domain, limits).perform(s, progress);
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
