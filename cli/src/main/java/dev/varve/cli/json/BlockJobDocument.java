package dev.varve.cli.json;

import dev.varve.libvirt.BlockJobInfo;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobType;
import java.util.Optional;

/// What `blockjob` prints.
///
/// @param job absent where none runs
public record BlockJobDocument(String domain, String disk, Optional<Job> job) implements Document {
    /// A block job.
    ///
    /// @param type libvirt's word, as `virsh blockjob --raw` has it
    /// @param bandwidth bytes per second, 0 without a limit
    /// @param current how far, in a unit of QEMU's
    /// @param end where it ends, in the same unit; may grow
    public record Job(String type, long bandwidth, long current, long end) {}

    @Override
    public String kind() {
        return "BlockJob";
    }

    /// {@return the document of a disk's block job}
    public static BlockJobDocument of(String domain, String disk, Optional<BlockJobInfo> job) {
        return new BlockJobDocument(
                domain,
                disk,
                job.map(found ->
                        new Job(word(found.type()), found.bandwidth(), found.cur(), found.end())));
    }

    /// {@return virsh's word for a `VirDomainBlockJobType`}
    public static String word(int type) {
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
