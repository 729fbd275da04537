package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.layers.Reachability;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.BackingChain;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.BlockCopyParameters;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockCopyFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobType;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.LostQemus;
import dev.varve.libvirt.hypervisor.observe.Observation;
import dev.varve.libvirt.hypervisor.steps.DomainSteps;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Copies the active layer of a disk to another file, or moves it there: by a block job of the QEMU that writes
/// it, else by copying the file.
///
/// The copy has its name from the beginning, for QEMU writes it. So a mark lies beside it that says that
/// it is ours, until the domain is on it, the user has it or it is gone again.
public final class Mirror {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;
    private final MergeLimits limits;
    private final Progress progress;
    private final MirrorFile file;

    public Mirror(
            LibvirtConnection connection,
            LibvirtDomain domain,
            MergeLimits limits,
            Progress progress) {
        this.connection = connection;
        this.domain = domain;
        this.limits = limits;
        this.progress = progress;
        this.file = new MirrorFile(domain.uuid(), progress);
    }

    public void perform(MirrorStep step) {
        switch (step) {
            case MirrorStep.MirrorHead s -> copyHead(s);
            case MirrorStep.DropMirror s -> drop(s);
            case MirrorStep.KeepCopy s -> keep(s);
        }
    }

    private void copyHead(MirrorStep.MirrorHead step) {
        limits.begin(step.describe());
        if (step.end() == MirrorEnd.PIVOTED) {
            move(step);
        } else {
            copyAside(step);
        }
    }

    private void move(MirrorStep.MirrorHead step) {
        refuseLost(step.describe(), step.head(), step.copy(), () -> define(step));
        try {
            if (!liesOn(step.disk(), step.copy())) {
                refuseOther(step);
                if (domain.isActive()) {
                    mirror(step);
                } else {
                    refuseOtherThanFile(step);
                    file.copy(step);
                }
            }
            define(step);
            MirrorFile.sync(step.copy());
            file.release(step.copy());
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    /// A libvirt that dies at the pivot can't read afterwards what it wrote about the domain, and takes it for
    /// shut off (9.0). Where its guest has gone over, the definition has to say so before its process ends:
    /// after that nobody could tell.
    private void refuseLost(String what, Path head, Path copy, Runnable define) {
        if (domain.isActive()) {
            return;
        }
        var images = Set.of(Paths.real(head), Paths.real(copy));
        var lost = LostQemus.find().of(UUID.fromString(domain.uuid()), images);
        if (lost.isEmpty()) {
            return;
        }
        if (lost.get().pivoted(Paths.real(head), Paths.real(copy))) {
            define.run();
        }
        var ref = new DomainRef(UUID.fromString(domain.uuid()), domain.name());
        var refusal = new Refusal.GuestLost(what, ref, lost.get().process());
        throw new HypervisorException(Kind.BUSY, refusal.message());
    }

    /// Somebody has taken a snapshot meanwhile: what is copied would not be all, and the copy may be below it.
    private void refuseOther(MirrorStep.MirrorHead step) {
        if (!isOn(step.disk(), step.head())) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot "
                            + step.describe()
                            + ": disk "
                            + step.disk()
                            + " is on another image by now");
        }
    }

    private Optional<DomainDisk> disk(DiskTarget target, int flags) {
        return DomainXml.parse(domain.xml(VirDomainXMLFlags.SECURE | flags)).disk(target.name());
    }

    /// {@return whether the guest, or the next one where none runs, is on the image}
    private boolean isOn(DiskTarget target, Path image) {
        return names(disk(target, 0), image);
    }

    /// {@return the same, also where somebody has put something on the image since}
    private boolean liesOn(DiskTarget target, Path image) {
        var now = disk(target, 0);
        var head = now.flatMap(DomainDisk::sourcePath).map(Path::of);
        var format = ImageFormat.of(now.flatMap(DomainDisk::driverType).orElse("raw"));
        return head.stream()
                .flatMap(top -> BackingChain.open(top, format).layers().stream())
                .anyMatch(layer -> Paths.real(layer.path()).equals(Paths.real(image)));
    }

    private static boolean names(Optional<DomainDisk> disk, Path image) {
        return disk.flatMap(DomainDisk::sourcePath)
                .map(Paths::real)
                .equals(Optional.of(Paths.real(image)));
    }

    private static Optional<Path> mirrored(Optional<DomainDisk> disk) {
        return disk.flatMap(DomainDisk::mirror).flatMap(DomainDisk.Mirror::path).map(Paths::real);
    }

    /// Only QEMU copies into what is there, or into another format.
    private void refuseOtherThanFile(MirrorStep.MirrorHead step) {
        if (step.options().given() || step.format() != format(step.disk())) {
            throw notRunning(step);
        }
    }

    private static HypervisorException notRunning(MirrorStep.MirrorHead step) {
        return new HypervisorException(
                Kind.BUSY, "cannot " + step.describe() + ": domain is not running");
    }

    private void copyAside(MirrorStep.MirrorHead step) {
        if (!domain.isActive()) {
            throw notRunning(step);
        }
        refuseOther(step);
        try (var job = new BlockJob(connection, domain, step.disk(), limits, progress);
                var pause = new GuestPause(domain, progress)) {
            begin(step, job);
            if (step.end() != MirrorEnd.STARTED) {
                job.awaitReady(pause);
            }
            if (step.end() == MirrorEnd.COPIED) {
                job.complete();
                MirrorFile.sync(step.copy());
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private void mirror(MirrorStep.MirrorHead step) throws IOException {
        try (var job = new BlockJob(connection, domain, step.disk(), limits, progress);
                var pause = new GuestPause(domain, progress)) {
            begin(step, job);
            job.awaitReady(pause);
            job.pivot();
            job.awaitEnd();
        }
        if (!isOn(step.disk(), step.copy())) {
            throw new HypervisorException(
                    Kind.FAILED,
                    "cannot "
                            + step.describe()
                            + ": QEMU ended the block job without doing it; see its log");
        }
    }

    private void begin(MirrorStep.MirrorHead step, BlockJob job) throws IOException {
        var running = job.type();
        if (running.isEmpty()) {
            start(step);
        } else if (running.get() == VirDomainBlockJobType.COPY
                && mirrored(disk(step.disk(), 0)).equals(Optional.of(Paths.real(step.copy())))) {
            job.limit();
        } else {
            throw new HypervisorException(
                    Kind.BUSY,
                    "a block job that is not Varve's runs on disk "
                            + step.disk()
                            + "; wait for it, or end it with \"varve blockjob "
                            + domain.name()
                            + " "
                            + step.disk()
                            + " --abort\"");
        }
    }

    private void start(MirrorStep.MirrorHead step) throws IOException {
        var options = step.options();
        int flags = VirDomainBlockCopyFlags.TRANSIENT_JOB; // No other kind is to be had.
        flags |= options.synchronous() ? VirDomainBlockCopyFlags.SYNCHRONOUS_WRITES : 0;
        flags |= step.backing().isPresent() ? VirDomainBlockCopyFlags.SHALLOW : 0;
        flags |= options.reuse() ? VirDomainBlockCopyFlags.REUSE_EXT : 0;
        if (options.given()) {
            refuseOtherSize(step);
        } else {
            file.claim(step.copy());
            if (step.backing().isPresent()) {
                file.makeOverlay(step, step.backing().get());
                flags |= VirDomainBlockCopyFlags.REUSE_EXT;
            }
        }
        domain.disk(step.disk().name())
                .blockCopy(
                        destination(step),
                        new BlockCopyParameters(
                                limits.bandwidth(), options.granularity(), options.buffer()),
                        flags);
    }

    /// QEMU would end the job without saying why.
    private void refuseOtherSize(MirrorStep.MirrorHead step) throws IOException {
        if (!step.options().reuse() && step.format() != ImageFormat.RAW) {
            return; // It is made anew on the device.
        }
        long size = Image.read(step.head(), format(step.disk())).virtualSize();
        long there = Image.read(step.copy(), step.format()).virtualSize();
        if (there != size) {
            throw new HypervisorException(
                    Kind.INVALID,
                    "cannot %s: %s has %d bytes, and the disk %d"
                            .formatted(step.describe(), step.copy(), there, size));
        }
    }

    private static String destination(MirrorStep.MirrorHead step) {
        boolean block = step.options().block();
        var source =
                XmlElement.of("source")
                        .withAttribute(block ? "dev" : "file", step.copy().toString());
        return XmlElement.of("disk")
                .withAttribute("type", block ? "block" : "file")
                .withChild(source)
                .withChild(
                        XmlElement.of("driver").withAttribute("type", step.format().formatName()))
                .toString();
    }

    /// libvirt does so itself for a guest that it has moved. Else this is the moment from which on the domain
    /// is on the copy.
    private void define(MirrorStep.MirrorHead step) {
        define(step.disk(), step.head(), step.copy(), step.format());
    }

    private void define(DiskTarget disk, Path head, Path copy, ImageFormat format) {
        var move = new Move(disk, head, copy, format);
        new DomainSteps(connection, domain).repoint(List.of(move));
    }

    private void defineLost(MirrorStep.DropMirror step) {
        define(step.disk(), step.head(), step.copy(), format(step.disk()));
    }

    private ImageFormat format(DiskTarget disk) {
        return disk(disk, 0)
                .flatMap(DomainDisk::driverType)
                .map(ImageFormat::of)
                .orElse(ImageFormat.RAW);
    }

    private void drop(MirrorStep.DropMirror step) {
        refuseLost(step.describe(), step.head(), step.copy(), () -> defineLost(step));
        try {
            abort(step);
            if (isOn(step.disk(), step.copy())
                    || names(disk(step.disk(), VirDomainXMLFlags.INACTIVE), step.copy())) {
                throw new HypervisorException(
                        Kind.BUSY, "cannot " + step.describe() + ": the domain is on it");
            }
            Files.deleteIfExists(PartialFile.of(step.copy(), domain.uuid()));
            if (file.isOurs(step.copy())) {
                refuseUsed(step);
                file.remove(step.copy());
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private void keep(MirrorStep.KeepCopy step) {
        try {
            file.release(step.copy());
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    private void refuseUsed(MirrorStep.DropMirror step) {
        var state = new Observation(connection).read(Set.of(step.copy()));
        var users = new Reachability(state).users(Paths.real(step.copy()));
        if (!users.isEmpty()) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot " + step.describe() + ": it is needed by " + String.join(", ", users));
        }
    }

    private void abort(MirrorStep.DropMirror step) {
        if (!domain.isActive()
                || !mirrored(disk(step.disk(), 0)).equals(Optional.of(Paths.real(step.copy())))) {
            return;
        }
        try (var job = new BlockJob(connection, domain, step.disk(), limits, progress)) {
            if (job.type().isPresent()) {
                domain.disk(step.disk().name()).blockJobAbort(0);
            }
            job.awaitEnd();
        }
    }
}
