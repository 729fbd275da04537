package dev.varve.core.plan.layers;

import dev.varve.core.model.Domain;
import dev.varve.core.model.SnapshotName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// How snapshots of the states that reverts left behind are named.
public final class StateBefore {
    private static final String STEM = "before-revert-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private StateBefore() {}

    /// {@return whether a snapshot of that name is of such a state}
    public static boolean is(SnapshotName name) {
        return name.value().startsWith(STEM);
    }

    /// {@return a name that no snapshot of the domain has}
    public static SnapshotName name(Domain domain, Instant now) {
        var stem = STEM + STAMP.format(now);
        var name = new SnapshotName(stem);
        for (int i = 2; domain.snapshot(name).isPresent(); i++) {
            name = new SnapshotName(stem + "-" + i);
        }
        return name;
    }
}
