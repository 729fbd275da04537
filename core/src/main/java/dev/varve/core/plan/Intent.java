package dev.varve.core.plan;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a user asked for, as far as it tells one operation from another.
///
/// @param snapshots those that the user named, if there are any
public record Intent(Kind kind, DomainRef domain, List<SnapshotName> snapshots) {
    public enum Kind {
        CREATE,
        REVERT,
        DELETE,
        PRUNE,
        EXPIRE,
        UNDO,
        HOLD,
        RELEASE,
        TAG,
        DESCRIBE,
        MEND;

        /// {@return the word in messages}
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Intent {
        snapshots = List.copyOf(snapshots);
    }

    /// An intent about a single snapshot.
    public Intent(Kind kind, DomainRef domain, SnapshotName snapshot) {
        this(kind, domain, List.of(snapshot));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case CREATE -> "create " + named() + " of " + domain;
            case REVERT -> "revert " + domain + " to " + named();
            case DELETE, HOLD, RELEASE, TAG, DESCRIBE ->
                    kind.word() + " " + named() + " of " + domain;
            case PRUNE -> "prune the snapshots of " + domain;
            case EXPIRE -> "delete the expired snapshots of " + domain;
            case MEND -> "mend the images of " + domain;
            case UNDO -> "undo the last revert of " + domain;
        };
    }

    private String named() {
        return snapshots.stream()
                .map(SnapshotName::value)
                .collect(
                        Collectors.joining(
                                ", ", snapshots.size() == 1 ? "snapshot " : "snapshots ", ""));
    }
}
