package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.libvirt.DomainEvent;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobAbortFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.Registration;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One block job of QEMU's, which may have been begun by a Varve that is no more.
///
/// Whether a commit of the active layer may be pivoted is read from `<mirror ready='yes'>`: at the
/// start and after a write of the guest's, done and total of a job can be equal and it isn't ready.
final class BlockJob implements AutoCloseable {
    /// How often progress is asked for; the end is told by an event.
    private static final long PROGRESS_MILLIS = 250;

    private final LibvirtDomain domain;
    private final DiskTarget disk;
    private final Progress progress;
    private final LinkedBlockingQueue<DomainEvent.BlockJob> events = new LinkedBlockingQueue<>();
    private final Registration registration;

    BlockJob(
            LibvirtConnection connection,
            LibvirtDomain domain,
            DiskTarget disk,
            Progress progress) {
        this.domain = domain;
        this.disk = disk;
        this.progress = progress;
        var uuid = domain.uuid();
        this.registration =
                connection.onBlockJob(event -> {
                    if (event.domainUuid().equals(uuid) && event.disk().equals(disk.name())) {
                        events.add(event);
                    }
                });
    }

    /// {@return whether a block job runs on the disk}
    boolean runs() {
        return info();
    }

    /// Waits until everything that was there is copied and the job keeps up with the guest.
    void awaitReady() {
        while (!ready()) {
            if (!info()) {
                throw new HypervisorException(
                        Kind.FAILED,
                        "the block job on disk " + disk + " ended before it was ready");
            }
            awaitEvent();
        }
    }

    /// Switches the domain to the layer that the job wrote.
    void pivot() {
        domain.blockJobAbort(disk.name(), VirDomainBlockJobAbortFlags.PIVOT);
    }

    /// Waits until there is no job any more, whether it did its work or failed.
    void awaitEnd() {
        while (info()) {
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

    private boolean info() {
        try {
            var info = domain.blockJobInfo(disk.name(), 0);
            info.ifPresent(job -> progress.advanced(job.cur(), job.end()));
            return info.isPresent();
        } catch (LibvirtException e) {
            if (domain.isActive()) {
                throw e;
            }
            throw new HypervisorException(
                    Kind.FAILED, "the domain stopped while a block job ran on disk " + disk, e);
        }
    }

    private void awaitEvent() {
        try {
            var _ = events.poll(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            domain.blockJobAbort(disk.name(), 0);
            throw new HypervisorException(
                    Kind.CANCELLED, "the block job on disk " + disk + " was cancelled", e);
        }
    }

    @Override
    public void close() {
        registration.close();
    }
}
