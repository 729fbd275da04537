package dev.varve.state;

import java.util.List;
import java.util.Optional;

/// What the snapshots of a domain take, and what deleting each would free. All sizes are in bytes.
///
/// @param snapshots parents before their children
/// @param present data that only the present state reads
/// @param others data that only others read: clones, images that nobody names
/// @param shared data that several read
/// @param hidden data that nobody reads: the next merge of its layer frees it
/// @param total data of all layers that the domain reaches; the sum of all the others
/// @param outdated whether the guest runs, so that what it wrote lately may not be counted
///
/// @since 0.1
public record Usage(
        List<OfSnapshot> snapshots,
        long present,
        long others,
        long shared,
        long hidden,
        long total,
        boolean outdated) {
    public Usage {
        snapshots = List.copyOf(snapshots);
    }

    /// What one snapshot takes.
    ///
    /// @param exclusive data that is read through it alone
    /// @param seen data that is read through it in all
    /// @param files what its own files beside the disks take: memory, copies of NVRAM and TPM state
    /// @param stays why deleting it frees less than that at once, or can't be done, each in one line
    public record OfSnapshot(
            String name,
            Optional<String> parent,
            boolean current,
            long exclusive,
            long seen,
            long files,
            List<String> stays) {
        public OfSnapshot {
            stays = List.copyOf(stays);
        }
    }
}
