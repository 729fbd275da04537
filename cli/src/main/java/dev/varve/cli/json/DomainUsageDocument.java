package dev.varve.cli.json;

import dev.varve.core.chain.DomainUsage;
import dev.varve.core.model.SnapshotName;
import java.util.List;
import java.util.Optional;

/// What `du` prints.
///
/// @param outdated whether a guest runs, which may have written more than was read
/// @param presentBytes data that only the present state reads
/// @param otherBytes data that only others read
/// @param sharedBytes data that several read
/// @param hiddenBytes data that nobody reads
/// @param totalBytes the sum of all of it
public record DomainUsageDocument(
        String domain,
        boolean outdated,
        List<Snapshot> snapshots,
        long presentBytes,
        long otherBytes,
        long sharedBytes,
        long hiddenBytes,
        long totalBytes)
        implements Document {
    public DomainUsageDocument {
        snapshots = List.copyOf(snapshots);
    }

    /// A snapshot.
    ///
    /// @param exclusiveBytes data that is read through it alone
    /// @param seenBytes data that is read through it in all
    /// @param fileBytes what its files beside the disks take
    /// @param stays why deleting it frees less at once, or can't be done
    public record Snapshot(
            String name,
            Optional<String> parent,
            boolean current,
            long exclusiveBytes,
            long seenBytes,
            long fileBytes,
            List<String> stays) {
        public Snapshot {
            stays = List.copyOf(stays);
        }
    }

    /// {@return the usage's document}
    public static DomainUsageDocument of(String domain, boolean outdated, DomainUsage usage) {
        return new DomainUsageDocument(
                domain,
                outdated,
                usage.snapshots().stream().map(DomainUsageDocument::snapshot).toList(),
                usage.presentBytes(),
                usage.otherBytes(),
                usage.sharedBytes(),
                usage.hiddenBytes(),
                usage.totalBytes());
    }

    private static Snapshot snapshot(DomainUsage.OfSnapshot of) {
        return new Snapshot(
                of.name().value(),
                of.parent().map(SnapshotName::value),
                of.current(),
                of.exclusiveBytes(),
                of.seenBytes(),
                of.fileBytes(),
                of.stays());
    }

    @Override
    public String kind() {
        return "DomainUsage";
    }
}
