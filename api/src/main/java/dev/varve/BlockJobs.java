package dev.varve;

import dev.varve.libvirt.BlockJobInfo;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobAbortFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobInfoFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobSetSpeedFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobType;
import dev.varve.operation.VarveException;
import dev.varve.operation.VarveException.Kind;
import dev.varve.state.BlockJob;
import java.util.Optional;

/// The block job of a disk of a domain.
///
/// @param disk its target, or the path of its active layer
record BlockJobs(Domain domain, String disk) {
    Optional<BlockJob> find(LibvirtDomain handle) {
        return handle.disk(disk)
                .blockJobInfo(VirDomainBlockJobInfoFlags.BANDWIDTH_BYTES)
                .map(BlockJobs::told);
    }

    void limit(LibvirtDomain handle, long bytesPerSecond) {
        handle.disk(disk)
                .blockJobSetSpeed(bytesPerSecond, VirDomainBlockJobSetSpeedFlags.BANDWIDTH_BYTES);
    }

    void abort(LibvirtDomain handle, boolean waiting) {
        handle.disk(disk).blockJobAbort(waiting ? 0 : VirDomainBlockJobAbortFlags.ASYNC);
    }

    /// After the pivot of a commit the snapshots' metadata would name images that are gone or read otherwise.
    void pivot(LibvirtDomain handle, boolean waiting) {
        if (domain.unfinished().isPresent()) {
            throw refused(
                    "the job belongs to an operation that is unfinished; run \"varve recover %2$s\"");
        }
        var type = handle.disk(disk).blockJobInfo(0).map(BlockJobInfo::type);
        if (type.equals(Optional.of(VirDomainBlockJobType.ACTIVE_COMMIT))) {
            throw refused(
                    "its snapshots' metadata would not follow; end the job with --abort, and run"
                            + " \"varve blockcommit %2$s %1$s --active\"");
        }
        handle.disk(disk)
                .blockJobAbort(
                        VirDomainBlockJobAbortFlags.PIVOT
                                | (waiting ? 0 : VirDomainBlockJobAbortFlags.ASYNC));
    }

    private VarveException refused(String why) {
        return new VarveException(
                Kind.UNSUPPORTED,
                ("cannot pivot disk %1$s of %2$s: " + why).formatted(disk, domain.name()));
    }

    private static BlockJob told(BlockJobInfo job) {
        return new BlockJob(word(job.type()), job.bandwidth(), job.cur(), job.end());
    }

    /// virsh: virshDomainBlockJobTypeToString.
    private static String word(int type) {
        return switch (type) {
            case VirDomainBlockJobType.PULL -> "Block Pull";
            case VirDomainBlockJobType.COPY -> "Block Copy";
            case VirDomainBlockJobType.COMMIT -> "Block Commit";
            case VirDomainBlockJobType.ACTIVE_COMMIT -> "Active Block Commit";
            case VirDomainBlockJobType.BACKUP -> "Backup";
            default -> "Unknown job";
        };
    }
}
