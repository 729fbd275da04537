package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Room;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainPausedReason;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;

/// Why a block job ended without having done its work. libvirt 9.0 tells that it failed, and no reason; so the file
/// system is asked, which a job that ran out of room has left full.
///
/// @param what the job was to do
/// @param disk that it ran on
/// @param grown the image that it wrote to
record JobRoom(String what, DiskTarget disk, Path grown, LibvirtDomain domain, Progress progress) {
    /// QEMU writes up to this much at once, of which a part may have found room.
    private static final long FULL = 1 << 20;

    /// {@return the failure of a job that is no more, and whose layers are what they were}
    HypervisorException failed() {
        var full = full();
        tellPause();
        return full.map(room -> noRoom(room, Optional.empty()))
                .orElseGet(() ->
                        new HypervisorException(
                                Kind.FAILED,
                                "cannot "
                                        + what
                                        + ": QEMU ended the block job without doing it; see its log"));
    }

    /// {@return the failure, as one for want of room if that is what it was}
    RuntimeException failure(RuntimeException failure) {
        if (!mayBeRoom(failure)
                || !domain.isActive()
                || domain.disk(disk.name()).blockJobInfo(0).isPresent()) {
            return failure;
        }
        var full = full();
        full.ifPresent(_ -> tellPause());
        return full.<RuntimeException>map(room -> noRoom(room, Optional.of(failure)))
                .orElse(failure);
    }

    private static boolean mayBeRoom(RuntimeException failure) {
        return switch (failure) {
            case HypervisorException e -> e.kind() == Kind.FAILED;
            case LibvirtException e -> e.kind() == LibvirtException.Kind.FAILED;
            default -> false;
        };
    }

    private Optional<Room> full() {
        return FileSystems.room(grown).filter(room -> room.free() < FULL);
    }

    private HypervisorException noRoom(Room room, Optional<RuntimeException> cause) {
        var failure =
                new HypervisorException(
                        Kind.NO_ROOM,
                        "cannot %s: the file system of %s is full"
                                .formatted(what, room.directory()));
        cause.ifPresent(failure::addSuppressed);
        return failure;
    }

    /// QEMU does so where a guest writes and there is no room.
    private void tellPause() {
        var state = domain.state();
        if (state.state() == VirDomainState.PAUSED
                && state.reason() == VirDomainPausedReason.IOERROR) {
            progress.note(
                    "QEMU has paused domain %1$s, which could not write to a disk: make room, then run \"virsh resume %1$s\""
                            .formatted(domain.name()));
        }
    }
}
