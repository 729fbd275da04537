package dev.varve.core.operation;

import dev.varve.core.plan.Intent;
import dev.varve.core.plan.Plan;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// An operation that was begun and neither completed nor undone, as its journal tells it.
///
/// @param started how many steps were started, from the first on
/// @param finished how many steps were finished, from the first on
/// @param undoing whether it is being taken back
/// @param undone the places of the steps that have been taken back
/// @param failure why a step could not be performed, if that is what stopped it
public record Unfinished(
        Instant startedAt,
        Plan plan,
        int started,
        int finished,
        boolean undoing,
        Set<Integer> undone,
        Optional<String> failure) {
    public Unfinished {
        undone = Set.copyOf(undone);
    }

    /// {@return what the user had asked for}
    public Intent intent() {
        return plan.intent();
    }

    boolean allFinished() {
        return finished == plan.steps().size();
    }
}
