package dev.varve.cli.virsh;

import dev.varve.cli.CommandFailure;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;

final class SnapshotSelection {
    private SnapshotSelection() {}

    static LibvirtSnapshot find(LibvirtDomain d, Optional<String> n, boolean current) {
        return current
                ? d.currentSnapshot().orElseThrow(() -> new CommandFailure("no current"))
                : d.snapshot(n.orElseThrow());
    }
}
