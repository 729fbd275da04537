package dev.varve.core.operation;

import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// An operation that was begun and neither completed nor undone, as its journal tells it.
///
/// @param directories those of the plan's files, as they were when it began
/// @param started how many steps were started, from the first on
/// @param finished how many steps were finished, from the first on
/// @param undoing whether it is being taken back
/// @param undone the places of the steps that have been taken back
/// @param kept what stays, for somebody needs it, by the place of the step that would have changed it
/// @param failure why a step could not be performed, if that is what stopped it
/// @param paused the place of the step that has paused the guest and may not have resumed it
public record Unfinished(
        Instant startedAt,
        Plan plan,
        List<NotedDirectory> directories,
        int started,
        int finished,
        boolean undoing,
        Set<Integer> undone,
        Map<Integer, JournalEntry.Kept> kept,
        Optional<String> failure,
        Optional<Integer> paused) {
    public Unfinished {
        directories = List.copyOf(directories);
        undone = Set.copyOf(undone);
        kept = Map.copyOf(kept);
    }

    /// {@return what the user had asked for}
    public Intent intent() {
        return plan.intent();
    }

    /// {@return whether the domain is one of those that it is about}
    public boolean concerns(UUID domain) {
        return intent().domains().stream().anyMatch(member -> member.uuid().equals(domain));
    }

    boolean allFinished() {
        return finished == plan.steps().size();
    }
}
