package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.Plan;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// What has been asked of a host's domains, and what came of it.
///
/// @param at when it was asked for
/// @param domains all that it is about
/// @param what what was asked for, in a line
/// @param begun of an operation that was cut and is ended here: when it began
/// @param steps how often each kind of step is in the plan, by its name in the journal; none where there was no plan
/// @param message why, where it isn't done
/// @param milliseconds how long it took
/// @param bytes how many bytes were copied and merged, as far as that is told
public record AuditEntry(
        Instant at,
        Who who,
        List<DomainRef> domains,
        String what,
        Optional<Instant> begun,
        SortedMap<String, Integer> steps,
        Outcome outcome,
        Optional<String> message,
        long milliseconds,
        long bytes) {
    public AuditEntry {
        domains = List.copyOf(domains);
        steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
    }

    /// What came of it.
    public enum Outcome {
        DONE,
        REFUSED,
        FAILED,
        CANCELLED,
        UNFINISHED,
        RECOVERED,
        UNDONE,
        ABANDONED
    }

    /// Who asked.
    ///
    /// @param uid the user of the process
    /// @param user his name
    /// @param sudoUid who became that user by sudo, as sudo's environment says
    /// @param sudoUser his name
    /// @param program what the process runs
    /// @param version of Varve
    public record Who(
            OptionalLong uid,
            String user,
            OptionalLong sudoUid,
            Optional<String> sudoUser,
            long pid,
            String program,
            String version) {}

    /// {@return how often each kind of step is in a plan}
    public static SortedMap<String, Integer> kinds(Plan plan) {
        var kinds = new TreeMap<String, Integer>();
        for (var step : plan.steps()) {
            var kind = JournalFormat.hyphenated(step.plain().getClass().getSimpleName());
            kinds.merge(kind, 1, Integer::sum);
        }
        return kinds;
    }

    /// {@return how many steps the plan has}
    public int stepCount() {
        return steps.values().stream().mapToInt(Integer::intValue).sum();
    }
}
