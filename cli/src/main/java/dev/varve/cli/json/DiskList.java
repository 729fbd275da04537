package dev.varve.cli.json;

import java.util.List;
import java.util.Optional;

/// What `domblklist` prints.
public record DiskList(String domain, List<Disk> disks) implements Document {
    public DiskList {
        disks = List.copyOf(disks);
    }

    /// A disk of the domain.
    ///
    /// @param target `vda`
    /// @param type `file`, `block`, `network`, …
    /// @param device `disk`, `cdrom`, …
    /// @param source a path or name; absent for an empty drive
    public record Disk(String target, String type, String device, Optional<String> source) {}
}
