package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.CopyRate;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.libvirt.BlockJobInfo;
import dev.varve.libvirt.DomainEvent;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirConnectDomainEventBlockJobStatus;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobAbortFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobSetSpeedFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.Registration;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One block job of QEMU's, which may have been begun by a Varve that is no more.
///
/// Whether a commit of the active layer may be pivoted is read from `<mirror ready='yes'>`: at the
/// start and after a write of the guest's, done and total of a job can be equal and it isn't ready.
final class BlockJob implements AutoCloseable {
    /// How often progress is asked for; the end is told by an event.
    private static final long PROGRESS_MILLIS = 250;

    /// How often nothing may have come in after a job has gone.
    private static final int SILENT_POLLS = 40;

    private static final double MIB = 1 << 20;

    private final LibvirtDomain domain;
    private final DiskTarget disk;
    private final MergeLimits limits;
    private final Progress progress;
    private final CopyRate rate;
    private final LinkedBlockingQueue<DomainEvent.BlockJob> events = new LinkedBlockingQueue<>();
    private final Registration registration;
    private boolean stallTold;

    BlockJob(
            LibvirtConnection connection,
            LibvirtDomain domain,
            DiskTarget disk,
            MergeLimits limits,
            Progress progress) {
        this.domain = domain;
        this.disk = disk;
        this.limits = limits;
        this.progress = progress;
        this.rate = new CopyRate(limits.window());
        var uuid = domain.uuid();
        this.registration =
                connection.onBlockJob(event -> {
                    if (event.domainUuid().equals(uuid) && event.disk().equals(disk.name())) {
                        events.add(event);
                    }
                });
    }

    /// {@return the type of the block job that runs on the disk, a `VirDomainBlockJobType`}
    Optional<Integer> type() {
        return info().map(BlockJobInfo::type);
    }

    /// Gives a job that somebody else began the limit that is ours.
    void limit() {
        try {
            setSpeed(limits.bandwidth());
        } catch (LibvirtException e) {
            if (info().isPresent()) {
                throw e;
            } // Else it has ended meanwhile.
        }
    }

    private void setSpeed(long bandwidth) {
        domain.disk(disk.name())
                .blockJobSetSpeed(bandwidth, VirDomainBlockJobSetSpeedFlags.BANDWIDTH_BYTES);
    }

    /// Waits until everything that was there is copied and the job keeps up with the guest.
    ///
    /// @throws HypervisorException where the job ended before
    /// @param pause begun where the job doesn't get nearer to its end, if that was asked for
    void awaitReady(GuestPause pause) {
        while (true) {
            if (info().isEmpty()) {
                throw new HypervisorException(
                        Kind.FAILED,
                        "the block job on disk " + disk + " ended before it was ready");
            }
            if (ready()) {
                return;
            }
            if (rate.stalled() && !pause.begun()) {
                finishOrTell(pause);
            }
            awaitEvent();
        }
    }

    private void finishOrTell(GuestPause pause) {
        var rates =
                "the commit on disk %s does not converge: the guest rewrites %s while %s are copied"
                        .formatted(disk, perSecond(rate.grown()), perSecond(rate.copied()));
        if (limits.pauseToFinish() && pause.begin()) {
            progress.note(rates + "; it is paused until the rest is there");
            setSpeed(0); // So that the pause is short.
            rate.reset();
        } else if (!stallTold) {
            stallTold = true;
            progress.note(
                    rates
                            + "; let it write less or give the copy more bandwidth (\"virsh blockjob "
                            + "DOMAIN "
                            + disk
                            + " MIB\"), or cancel and give --pause-to-finish to \"varve recover\"");
        }
    }

    private static String perSecond(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB/s", bytes / MIB);
    }

    /// Switches the domain to the layer that the job wrote.
    ///
    /// What the guest has written since the job was ready is copied first, without a limit: until that
    /// is done this waits.
    void pivot() {
        setSpeed(0);
        domain.disk(disk.name()).blockJobAbort(VirDomainBlockJobAbortFlags.PIVOT);
    }

    /// Lets a copy that is ready be what it is, and waits until it is on its own.
    ///
    /// Whether QEMU could write the last of it is told by an event alone, which libvirt sends before it
    /// forgets the job.
    void complete() {
        domain.disk(disk.name()).blockJobAbort(0);
        int silent = 0;
        while (silent < SILENT_POLLS) {
            var event = poll(PROGRESS_MILLIS);
            if (event.filter(BlockJob::failed).isPresent()) {
                throw new HypervisorException(
                        Kind.FAILED,
                        "QEMU could not complete the copy of disk " + disk + "; see its log");
            }
            if (event.filter(BlockJob::ended).isPresent()) {
                return;
            }
            silent = info().isPresent() ? 0 : silent + 1;
        }
        throw new HypervisorException(
                Kind.FAILED, "nothing was heard of the end of the block job on disk " + disk);
    }

    private static boolean failed(DomainEvent.BlockJob event) {
        return event.status() == VirConnectDomainEventBlockJobStatus.FAILED;
    }

    private static boolean ended(DomainEvent.BlockJob event) {
        return event.status() == VirConnectDomainEventBlockJobStatus.COMPLETED
                || event.status() == VirConnectDomainEventBlockJobStatus.CANCELED;
    }

    /// Waits until there is no job any more, whether it did its work or failed.
    void awaitEnd() {
        while (info().isPresent()) {
            awaitEvent();
        }
    }

    private boolean ready() {
        return DomainXml.parse(domain.xml(VirDomainXMLFlags.SECURE))
                .disk(disk.name())
                .flatMap(DomainDisk::mirror)
                .filter(mirror -> mirror.readiness() == DomainDisk.Readiness.READY)
                .isPresent();
    }

    private Optional<BlockJobInfo> info() {
        try {
            var info = domain.disk(disk.name()).blockJobInfo(0);
            info.ifPresent(job -> {
                progress.advanced(job.cur(), job.end());
                rate.add(System.nanoTime(), job.cur(), job.end());
            });
            return info;
        } catch (LibvirtException e) {
            if (domain.isActive()) {
                throw e;
            }
            throw new HypervisorException(
                    Kind.FAILED, "the domain stopped while a block job ran on disk " + disk, e);
        }
    }

    private void awaitEvent() {
        if (limits.expired()) {
            domain.disk(disk.name()).blockJobAbort(0);
            throw new HypervisorException(
                    Kind.CANCELLED,
                    "the block job on disk " + disk + " was cancelled: " + limits.reason());
        }
        long left = TimeUnit.NANOSECONDS.toMillis(limits.nanosLeft());
        var _ = poll(Math.min(PROGRESS_MILLIS, left + 1));
    }

    private Optional<DomainEvent.BlockJob> poll(long millis) {
        try {
            return Optional.ofNullable(events.poll(millis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            domain.disk(disk.name()).blockJobAbort(0);
            throw new HypervisorException(
                    Kind.CANCELLED, "the block job on disk " + disk + " was cancelled", e);
        }
    }

    @Override
    public void close() {
        registration.close();
    }
}
