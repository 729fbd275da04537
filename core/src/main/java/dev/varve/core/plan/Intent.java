package dev.varve.core.plan;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import java.util.Locale;

/// What a user asked for, as far as it tells one operation from another.
public record Intent(Kind kind, DomainRef domain, SnapshotName snapshot) {
    public enum Kind {
        CREATE,
        REVERT,
        DELETE;

        /// {@return the word in messages}
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return switch (kind) {
            case CREATE -> "create snapshot " + snapshot + " of " + domain;
            case REVERT -> "revert " + domain + " to snapshot " + snapshot;
            case DELETE -> "delete snapshot " + snapshot + " of " + domain;
        };
    }
}
