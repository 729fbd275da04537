package dev.varve.core.plan.snapshot;

import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The snapshot that a user asks for: what a `<domainsnapshot>` says, as far as the planner needs it.
///
/// @param name empty where the user leaves it to us
/// @param memory what the user says about the guest's memory; empty where nothing
/// @param memoryFile where the memory goes
/// @param disks the disks that the user names
/// @param document the whole `<domainsnapshot>`, with all else that libvirt knows
public record SnapshotRequest(
        Optional<SnapshotName> name,
        Optional<SnapshotMode> memory,
        Optional<Path> memoryFile,
        List<DiskRequest> disks,
        String document) {
    public SnapshotRequest {
        disks = List.copyOf(disks);
    }

    /// {@return the files that the user names: whoever observes the host for this has to look at them}
    public Set<Path> files() {
        return Stream.concat(
                        memoryFile.stream(), disks.stream().flatMap(disk -> disk.file().stream()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What a user says about one disk.
    ///
    /// @param name its target, or the path of its source
    /// @param type libvirt's word for what the overlay is, `file` or `block`
    /// @param file where the overlay goes
    /// @param format of the overlay
    public record DiskRequest(
            String name,
            Optional<SnapshotMode> mode,
            String type,
            Optional<Path> file,
            Optional<ImageFormat> format) {}
}
