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
import java.util.function.Consumer;

/// The block job of a disk of a domain, of which there is one at most.
///
/// Safe for use by many threads. It needs no closing, and is of no use after [Varve#close].
///
/// @since 0.1
public final class BlockJobs {
    private final Domain domain;
    private final String disk;

    BlockJobs(Domain domain, String disk) {
        this.domain = domain;
        this.disk = disk;
    }

    /// {@return the job that is at work; empty where there is none}
    ///
    /// @throws VarveException where there is no such disk, or the domain is shut off
    public Optional<BlockJob> find() {
        return domain.asked(handle ->
                handle.disk(disk)
                        .blockJobInfo(VirDomainBlockJobInfoFlags.BANDWIDTH_BYTES)
                        .map(BlockJobs::told));
    }

    /// Lets the job move at most so many bytes per second; 0 for as many as it can.
    ///
    /// @throws VarveException where there is none
    public void limit(long bytesPerSecond) {
        run(
                "limit the block job of disk " + disk + " of",
                handle ->
                        handle.disk(disk)
                                .blockJobSetSpeed(
                                        bytesPerSecond,
                                        VirDomainBlockJobSetSpeedFlags.BANDWIDTH_BYTES));
    }

    /// Gives the job up: the disk stays on its image. An operation whose job it is fails, and is taken back.
    ///
    /// @param waiting whether to wait for its end
    /// @throws VarveException where there is none
    public void abort(boolean waiting) {
        run(
                "abort the block job of disk " + disk + " of",
                handle ->
                        handle.disk(disk)
                                .blockJobAbort(waiting ? 0 : VirDomainBlockJobAbortFlags.ASYNC));
    }

    /// Lets the guest go on with the copy that the job has made.
    ///
    /// @param waiting whether to wait for that
    /// @throws VarveException where there is none, or it isn't complete. `UNSUPPORTED` for the job of an operation that is
    ///     unfinished, and for a commit, whose snapshots' metadata would not follow
    public void pivot(boolean waiting) {
        run("pivot disk " + disk + " of", handle -> pivot(handle, waiting));
    }

    private void run(String what, Consumer<LibvirtDomain> work) {
        var _ =
                domain.noted(
                        what,
                        handle -> {
                            work.accept(handle);
                            return true;
                        });
    }

    /// After the pivot of a commit the snapshots' metadata would name images that are gone or read otherwise.
    private void pivot(LibvirtDomain handle, boolean waiting) {
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
