package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.image.Backing;
import dev.varve.image.BackingChain;
import dev.varve.image.CheapestCommit;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.Pull;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockCommitFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobType;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockRebaseFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.LostQemus;
import dev.varve.libvirt.hypervisor.observe.Observation;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Moves the data of one layer into its neighbour: by a block job of the QEMU that has the two open,
/// else on the files.
public final class Merge {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;
    private final MergeLimits limits;
    private final Progress progress;

    public Merge(
            LibvirtConnection connection,
            LibvirtDomain domain,
            MergeLimits limits,
            Progress progress) {
        this.connection = connection;
        this.domain = domain;
        this.limits = limits;
        this.progress = progress;
    }

    public void perform(MergeStep step) {
        switch (step) {
            case MergeStep.Commit s -> commit(s);
            case MergeStep.Pull s -> pull(s);
        }
    }

    public void commit(MergeStep.Commit step) {
        var chain = ActiveChain.find(domain, step.disk(), step.top(), step.base());
        if (chain.isEmpty() || chain.get().name(step.base()).isEmpty()) {
            commitFiles(step);
        } else if (chain.get().name(step.top()).isPresent()) {
            var disk = chain.get().target();
            commitLive(new MergeStep.Commit(disk, step.top(), step.base()), chain.get());
        }
        // Else QEMU has the base without the top: it was committed before.
    }

    private void commitLive(MergeStep.Commit step, ActiveChain chain) {
        var what = "commit " + step.top() + " into " + step.base();
        limits.begin(what);
        var room = new JobRoom(what, step.disk(), step.base(), domain, progress);
        try (var job = new BlockJob(connection, domain, step.disk(), limits, progress)) {
            if (chain.isHead(step.top())) {
                commitActive(step, chain, job);
            } else {
                commitInner(step, chain, job);
            }
        } catch (LibvirtException | HypervisorException e) {
            throw room.failure(e);
        }
        if (chainAfter(step.disk(), step.top(), step.base()).name(step.top()).isPresent()) {
            throw room.failed();
        }
        chain.above(step.top()).ifPresent(Merge::sync);
    }

    /// QEMU has written into the overlay's header that the base is below it now, and doesn't wait for
    /// stable storage. The layer that was below it goes next.
    private static void sync(Path overlay) {
        try (var file = FileChannel.open(overlay, StandardOpenOption.READ)) {
            file.force(/* metaData= */ true);
        } catch (IOException e) {
            throw Failures.of("write " + overlay, e);
        }
    }

    /// The guest must not stay paused: not where the job fails either.
    private void commitActive(MergeStep.Commit step, ActiveChain chain, BlockJob job) {
        var running = job.type();
        if (running.isEmpty()) {
            start(step, chain, "", VirDomainBlockCommitFlags.ACTIVE);
        } else if (running.get() == VirDomainBlockJobType.ACTIVE_COMMIT
                && chain.mirror().equals(Optional.of(step.base()))) {
            job.limit();
        } else {
            throw otherJob(step.disk());
        }
        try (var pause = new GuestPause(domain, progress)) {
            job.awaitReady(pause);
            job.pivot();
            job.awaitEnd();
        }
    }

    /// libvirt doesn't tell between which layers a job runs that isn't of the active one. So whoever
    /// finds one waits for it, and looks whether it was the one that the step wants.
    private void commitInner(MergeStep.Commit step, ActiveChain chain, BlockJob job) {
        var running = job.type();
        if (running.isEmpty()) {
            chain.above(step.top()).ifPresent(above -> refuseUnnoted(above, step.base()));
            start(step, chain, chain.name(step.top()).orElseThrow(), 0);
        } else if (running.get() == VirDomainBlockJobType.COMMIT) {
            job.limit();
            job.awaitEnd();
            ActiveChain.find(domain, step.disk(), step.top(), step.base())
                    .filter(now -> now.name(step.top()).isPresent())
                    .ifPresent(now -> commitInner(step, now, job));
        } else {
            throw otherJob(step.disk());
        }
        job.awaitEnd();
    }

    private void start(MergeStep.Commit step, ActiveChain chain, String top, int flags) {
        if (chain.isQcow2(step.base())) {
            refuseMarked(step);
        }
        domain.disk(step.disk().name())
                .blockCommit(
                        chain.name(step.base()).orElseThrow(),
                        top,
                        limits.bandwidth(),
                        flags | VirDomainBlockCommitFlags.BANDWIDTH_BYTES);
    }

    /// QEMU has the base open for reading, and asks for none of this when it opens it for writing. What it marks itself
    /// while a job writes into the base isn't meant: nobody asks then.
    private static void refuseMarked(MergeStep.Commit step) {
        try {
            var base = Image.read(step.base(), ImageFormat.QCOW2);
            if (base.dirty() || base.corrupt()) {
                throw new HypervisorException(
                        Kind.BUSY,
                        "cannot commit %s into %s while the domain runs: %s; shut the domain down and run the command again"
                                .formatted(
                                        step.top(),
                                        step.base(),
                                        base.corrupt()
                                                ? "it is marked as corrupt"
                                                : "its refcounts must be rebuilt first"));
            }
        } catch (IOException e) {
            throw Failures.of("read " + step.base(), e);
        }
    }

    private HypervisorException otherJob(DiskTarget disk) {
        return new HypervisorException(
                Kind.BUSY,
                "a block job that is not Varve's runs on disk %1$s; wait for it, or end it with \"virsh blockjob %2$s %1$s --abort\""
                        .formatted(disk, domain.name()));
    }

    private void commitFiles(MergeStep.Commit step) {
        if (committedBefore(step)) {
            return;
        }
        try {
            var what = "commit " + step.top() + " into " + step.base();
            var commit = CheapestCommit.of(step.top(), step.base(), domain.uuid());
            commit.run(throttle(what, commit.bytes()))
                    .forEach(bitmap -> noteStale(bitmap, step.base()));
        } catch (IOException e) {
            throw Failures.of("commit " + step.top() + " into " + step.base(), e);
        }
    }

    private void noteStale(String bitmap, Path image) {
        progress.note(
                "the dirty bitmap %s of %s doesn't describe it any more and was marked so: make a full backup next, or remove it with \"qemu-img bitmap --remove %s %s\""
                        .formatted(bitmap, image, image, bitmap));
    }

    /// A head that has the base without the top was pivoted to the base, and may have been written to
    /// since: what the top holds is old, and must not be copied over it.
    private boolean committedBefore(MergeStep.Commit step) {
        var lost = LostQemus.find().of(UUID.fromString(domain.uuid()), Set.of(step.base()));
        if (lost.filter(qemu -> qemu.pivoted(step.top(), step.base())).isPresent()) {
            return true;
        }
        var definition = DomainXml.parse(domain.xml(VirDomainXMLFlags.SECURE));
        var named = definition.disk(step.disk().name());
        boolean onBase = false;
        for (var head : named.map(List::of).orElseGet(definition::disks)) {
            var chain = chain(head);
            if (chain.contains(Paths.real(step.top()))) {
                return false;
            }
            onBase |= chain.contains(Paths.real(step.base()));
        }
        return onBase;
    }

    private static List<Path> chain(DomainDisk head) {
        var path = head.sourcePath();
        if (path.isEmpty()) {
            return List.of();
        }
        var format = ImageFormat.of(head.driverType().orElse("raw"));
        return BackingChain.open(Path.of(path.get()), format).layers().stream()
                .map(layer -> Paths.real(layer.path()))
                .toList();
    }

    void pull(MergeStep.Pull step) {
        var chain = ActiveChain.find(domain, step.disk(), step.top(), step.base());
        if (chain.isEmpty() || chain.get().name(step.top()).isEmpty()) {
            pullFiles(step);
        } else {
            if (chain.get().name(step.base()).isPresent()) {
                pullLive(step.of(chain.get().target()), chain.get());
            }
            // Also where QEMU had pulled before: it may not have been asked for this yet.
            PulledData.flush(domain, chainAfter(step.disk(), step.top(), step.base()).disk());
        }
    }

    private void pullLive(MergeStep.Pull step, ActiveChain chain) {
        if (!chain.isHead(step.top())) {
            throw new HypervisorException(
                    Kind.UNSUPPORTED,
                    "cannot pull into "
                            + step.top()
                            + " while the domain runs: it is not the active layer; shut the domain"
                            + " down and run the command again");
        }
        var backing = step.backing().map(Layer.Backing::path);
        var name = backing.map(path -> chain.name(path).orElse(path.toString())).orElse("");
        var what = "pull " + step.base() + " into " + step.top();
        limits.begin(what);
        var room = new JobRoom(what, step.disk(), step.top(), domain, progress);
        try (var job = new BlockJob(connection, domain, step.disk(), limits, progress)) {
            var running = job.type();
            if (running.isEmpty()) {
                backing.ifPresent(below -> refuseUnnoted(step.top(), below));
                domain.disk(step.disk().name())
                        .blockRebase(
                                name,
                                limits.bandwidth(),
                                VirDomainBlockRebaseFlags.BANDWIDTH_BYTES);
            } else if (running.get() == VirDomainBlockJobType.PULL) {
                job.limit();
            } else {
                throw otherJob(step.disk());
            }
            job.awaitEnd();
        }
        if (chainAfter(step.disk(), step.top(), step.base()).name(step.base()).isPresent()) {
            throw room.failed();
        }
    }

    /// QEMU writes a new backing file into `overlay` when a job is done. Where libvirt has ended by
    /// then, it still has the old chain afterwards, and so has whoever asks it.
    private void refuseUnnoted(Path overlay, Path below) {
        if (path(backing(overlay)).equals(Optional.of(Paths.real(below)))) {
            throw new HypervisorException(
                    Kind.BUSY,
                    ("cannot go on with the layers below %s: QEMU has put it on %s, while libvirt, which"
                                    + " ended in the middle of it, has the layers from before; shut"
                                    + " the guest down")
                            .formatted(overlay, below));
        }
    }

    private static Optional<Backing> backing(Path overlay) {
        try {
            return Image.read(overlay, ImageFormat.QCOW2).backing();
        } catch (IOException e) {
            throw Failures.of("read " + overlay, e);
        }
    }

    private void pullFiles(MergeStep.Pull step) {
        try {
            var chain = BackingChain.open(step.top(), ImageFormat.QCOW2).layers();
            if (chain.stream().noneMatch(l -> Paths.real(l.path()).equals(step.base()))) {
                PulledData.putBack(step, new Observation(connection).read());
            }
            pullAbove(step);
        } catch (IOException e) {
            throw Failures.of("pull " + step.base() + " into " + step.top(), e);
        }
    }

    private void pullAbove(MergeStep.Pull step) throws IOException {
        var what = "pull " + step.base() + " into " + step.top();
        if (step.backing().isEmpty()) {
            Pull.ontoNothing(step.top(), throttle(what, Pull.bytesOfAll(step.top())));
            return;
        }
        var backing = step.backing().get();
        var format = backing.format();
        if (format.isEmpty()) {
            throw new IOException("the format of " + backing.path() + " is not stated anywhere");
        }
        Pull.onto(
                step.top(),
                backing.path().toString(),
                format.get(),
                throttle(what, Pull.bytes(step.top(), backing.path())));
    }

    private static Optional<Path> path(Optional<Backing> backing) {
        return backing.filter(Backing.OfFile.class::isInstance)
                .map(file -> Paths.real(((Backing.OfFile) file).path()));
    }

    private Throttle throttle(String what, long total) {
        limits.begin(what);
        return new Throttle(what, total, limits, progress);
    }

    /// A QEMU that died says nothing of whether its job was done, nor of what it kept in memory.
    private ActiveChain chainAfter(DiskTarget disk, Path upper, Path lower) {
        return ActiveChain.find(domain, disk, upper, lower)
                .orElseThrow(() ->
                        new HypervisorException(
                                Kind.FAILED,
                                "the domain stopped when a block job on disk "
                                        + disk
                                        + " was ending"));
    }
}
