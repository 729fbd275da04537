package dev.varve.cli.virsh;

import java.util.List;
import java.util.Optional;

final class SnapshotSpec {
    private SnapshotSpec() {}

    static String document(
            Optional<String> name, Optional<String> d, Optional<String> m, List<String> disks) {
        return "<domainsnapshot>"
                + name.map(n -> "<name>" + n + "</name>").orElse("")
                + m.map(f -> "<memory snapshot='external' file='" + f + "'/>").orElse("")
                + "</domainsnapshot>";
    }
}
