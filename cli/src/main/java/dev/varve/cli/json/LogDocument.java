package dev.varve.cli.json;

import dev.varve.state.LogEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.UUID;

/// What `log` prints.
///
/// @param skipped how many lines of the log are no entries
public record LogDocument(List<Entry> entries, int skipped) implements Document {
    public LogDocument {
        entries = List.copyOf(entries);
    }

    @Override
    public String kind() {
        return "Log";
    }

    /// An entry, as the log has it.
    public record Entry(
            Instant time,
            Who who,
            List<Domain> domains,
            String what,
            Optional<Instant> begun,
            SortedMap<String, Integer> steps,
            String outcome,
            Optional<String> message,
            long milliseconds,
            long bytes) {
        public Entry {
            domains = List.copyOf(domains);
        }

        /// {@return the entry}
        public static Entry of(LogEntry entry) {
            return new Entry(
                    entry.at(),
                    Who.of(entry.caller()),
                    entry.domains().stream()
                            .map(domain -> new Domain(domain.name(), domain.uuid()))
                            .toList(),
                    entry.what(),
                    entry.begun(),
                    entry.steps(),
                    entry.outcome().word(),
                    entry.message(),
                    entry.took().toMillis(),
                    entry.bytes());
        }
    }

    /// A domain, by the name that it had.
    public record Domain(String name, UUID uuid) {}

    /// Who asked.
    public record Who(
            OptionalLong uid,
            String user,
            OptionalLong sudoUid,
            Optional<String> sudoUser,
            long pid,
            String program,
            String programVersion) {
        static Who of(LogEntry.Caller caller) {
            return new Who(
                    caller.uid(),
                    caller.user(),
                    caller.sudoUid(),
                    caller.sudoUser(),
                    caller.pid(),
                    caller.program(),
                    caller.version());
        }
    }
}
