package dev.varve.cli.json;

import dev.varve.state.Usage;
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
    public static DomainUsageDocument of(String domain, Usage usage) {
        return new DomainUsageDocument(
                domain,
                usage.outdated(),
                usage.snapshots().stream().map(DomainUsageDocument::snapshot).toList(),
                usage.present(),
                usage.others(),
                usage.shared(),
                usage.hidden(),
                usage.total());
    }

    private static Snapshot snapshot(Usage.OfSnapshot of) {
        return new Snapshot(
                of.name(),
                of.parent(),
                of.current(),
                of.exclusive(),
                of.seen(),
                of.files(),
                of.stays());
    }

    @Override
    public String kind() {
        return "DomainUsage";
    }
}
