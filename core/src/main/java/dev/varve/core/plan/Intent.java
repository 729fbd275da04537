package dev.varve.core.plan;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a user asked for, as far as it tells one operation from another.
///
/// @param snapshots those that the user named, at least one
public record Intent(Kind kind, DomainRef domain, List<SnapshotName> snapshots) {
    public enum Kind {
        CREATE,
        REVERT,
        DELETE;

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
            case DELETE -> "delete " + named() + " of " + domain;
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
