package dev.varve.host;

import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import java.time.Instant;

/// An operation that was cut, of which a command with the same words has completed what was left. It did what
/// was asked for then, on what there was then: the command that finds it has still to do its own.
///
/// @param begun when it was begun
public record EarlierOperation(Intent intent, Instant begun) {
    /// {@return whether nothing is left to do of what is asked for now}
    ///
    /// @param refusal why it can't be done any more
    public boolean hasDone(Intent asked, Refusal refusal) {
        if (!intent.request().equals(asked.request())) {
            return false;
        }
        return switch (asked.kind()) {
            case CREATE ->
                    refusal instanceof SnapshotRefusal.SnapshotExists
                            || refusal instanceof GroupRefusal.GroupExists;
            case DELETE -> refusal instanceof SnapshotRefusal.NoSuchSnapshot;
            case CLONE -> refusal instanceof Refusal.DomainExists;
            case IMPORT ->
                    refusal instanceof Refusal.DomainThere
                            || refusal instanceof Refusal.DomainExists;
            case FLATTEN -> refusal instanceof Refusal.NothingShared;
            case COMMIT, PULL, RELOCATE, COPY -> true;
            case REVERT, PRUNE, EXPIRE, UNDO, HOLD, RELEASE, TAG, DESCRIBE, MEND -> false;
        };
    }

    /// {@return whether doing it now would take back what it did}
    public boolean isUndoneByRepeating() {
        return intent.kind() == Intent.Kind.UNDO;
    }

    /// {@return what is said of it}
    public String told() {
        return "completed \"" + intent + "\", which was begun " + begun + " and cut off" + hint();
    }

    private String hint() {
        return switch (intent.kind()) {
            case CREATE -> ": it holds what there was then";
            case UNDO -> "; give the command again to return from that";
            default -> "";
        };
    }
}
