package dev.varve.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// What was asked of the domains of a host, and what came of it. Immutable.
///
/// @param at when it was asked for
/// @param caller who asked
/// @param domains all that it was about
/// @param what what was asked for, in a line
/// @param begun of an operation that was cut, and was ended here: when it began
/// @param steps how often each kind of step was in the plan, `create-overlay`; empty where there was no plan
/// @param outcome what came of it
/// @param message why, where it isn't done
/// @param took how long it took, in whole milliseconds
/// @param bytes how many bytes were copied and merged, as far as it was told
///
/// @since 0.1
public record LogEntry(
        Instant at,
        Caller caller,
        List<Subject> domains,
        String what,
        Optional<Instant> begun,
        SortedMap<String, Integer> steps,
        Outcome outcome,
        Optional<String> message,
        Duration took,
        long bytes) {
    public LogEntry {
        domains = List.copyOf(domains);
        steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
    }

    /// What came of it.
    public enum Outcome {
        /// It has been done.
        DONE,
        /// It couldn't be done, and nothing was touched.
        REFUSED,
        /// It failed, and what was begun has been taken back unless the message says otherwise.
        FAILED,
        /// It was cancelled, and what was begun has been taken back.
        CANCELLED,
        /// It was begun, and has to be recovered.
        UNFINISHED,
        /// An operation that was cut has been completed.
        RECOVERED,
        /// An operation that was cut has been taken back.
        UNDONE,
        /// An operation that was cut has been given up as it stood.
        ABANDONED;

        /// {@return its word in the log: `done`}
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A domain.
    ///
    /// @param name as it was then
    public record Subject(String name, UUID uuid) {}

    /// Who asked.
    ///
    /// @param uid the user of the process; empty where that isn't known
    /// @param user its name
    /// @param sudoUid who became that user by sudo, as sudo's environment said
    /// @param sudoUser its name
    /// @param pid the process
    /// @param program `varve` for the command line, else the name of the program's main class
    /// @param version of Varve
    public record Caller(
            OptionalLong uid,
            String user,
            OptionalLong sudoUid,
            Optional<String> sudoUser,
            long pid,
            String program,
            String version) {}

    /// {@return whether it was about the domain of that name or UUID}
    public boolean concerns(String domain) {
        return domains.stream()
                .anyMatch(each ->
                        each.name().equals(domain)
                                || each.uuid().toString().equalsIgnoreCase(domain));
    }
}
