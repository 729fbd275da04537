package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What is being done to each domain, written down before and after it is done.
///
/// A domain has at most one unfinished operation; its journal bears the domain's UUID and is
/// removed when the operation ends. Of an operation on several domains there is one journal, which
/// bears the UUID of the first: so that it begins for all of them, and ends for all, at one moment.
final class Journal {
    private final JournalStorage storage;

    Journal(JournalStorage storage) {
        this.storage = storage;
    }

    /// Writes down a plan before anything is touched.
    void begin(Plan plan, Instant startedAt) {
        var domain = plan.intent().domain();
        storage.remove(id(domain));
        append(domain, new JournalEntry.Begun(JournalFormat.VERSION, startedAt, plan));
    }

    /// Appends an entry; when this returns, it is on stable storage.
    void append(DomainRef domain, JournalEntry entry) {
        storage.append(id(domain), JournalFormat.write(entry));
    }

    /// Ends the operation on the domain.
    void close(DomainRef domain) {
        storage.remove(id(domain));
    }

    /// {@return the unfinished operation on the domain, which the caller has locked}
    ///
    /// @throws JournalException if the journal is damaged other than by a cut in its last line, or
    ///     was written by a newer version of Varve
    Optional<Unfinished> unfinished(UUID domain) {
        var own = domain.toString();
        return unfinished(own)
                .or(() ->
                        storage.ids().stream()
                                .filter(id -> !id.equals(own) && concerns(id, domain))
                                .findFirst()
                                .flatMap(this::unfinished));
    }

    private Optional<Unfinished> unfinished(String id) {
        var entries = entries(id);
        storage.truncate(id, entries.size());
        return replay(id, entries);
    }

    /// Another process may be writing that journal, but not if the domain that the caller has locked
    /// is one of its domains.
    private boolean concerns(String id, UUID domain) {
        return replay(id, entries(id)).filter(found -> found.concerns(domain)).isPresent();
    }

    /// {@return every unfinished operation}
    List<Unfinished> unfinished() {
        return storage.ids().stream().flatMap(id -> replay(id, entries(id)).stream()).toList();
    }

    private static String id(DomainRef domain) {
        return domain.uuid().toString();
    }

    /// A journal without its first line belongs to an operation that hadn't touched anything.
    private static Optional<Unfinished> replay(String id, List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        if (!(entries.getFirst() instanceof JournalEntry.Begun begun)) {
            throw new JournalException("the journal " + id + " does not start with a plan");
        }
        var replay = new Replay(id, begun);
        entries.stream().skip(1).forEach(replay::accept);
        return Optional.of(replay.unfinished());
    }

    /// A last line that can't be read was cut while it was written.
    private List<JournalEntry> entries(String id) {
        var lines = storage.read(id);
        refuseNewer(id, lines);
        var entries = new ArrayList<JournalEntry>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                entries.add(JournalFormat.read(lines.get(i)));
            } catch (JournalException e) {
                if (i < lines.size() - 1) {
                    throw new JournalException(
                            "the journal " + id + " is damaged at line " + (i + 1), e);
                }
            }
        }
        return entries;
    }

    /// The version is looked at before anything that a newer one may have changed.
    private static void refuseNewer(String id, List<byte[]> lines) {
        if (!lines.isEmpty() && JournalFormat.version(lines.getFirst()) > JournalFormat.VERSION) {
            throw new JournalException(
                    "the journal " + id + " was written by a newer version of Varve; use that one");
        }
    }

    /// What the entries say, one after the other.
    private static final class Replay {
        private final String id;
        private final JournalEntry.Begun begun;
        private final HashSet<Integer> undone = new HashSet<>();
        private int started;
        private int finished;
        private boolean undoing;
        private Optional<Integer> paused = Optional.empty();
        private Optional<String> failure = Optional.empty();

        Replay(String id, JournalEntry.Begun begun) {
            this.id = id;
            this.begun = begun;
        }

        void accept(JournalEntry entry) {
            switch (entry) {
                case JournalEntry.Begun _ ->
                        throw new JournalException("the journal " + id + " has two plans");
                case JournalEntry.Started(int step) -> started = Math.max(started, step + 1);
                case JournalEntry.Finished(int step) -> finished = Math.max(finished, step + 1);
                case JournalEntry.Failed(_, var message) -> failure = Optional.of(message);
                case JournalEntry.GuestPaused(int step) -> paused = Optional.of(step);
                case JournalEntry.GuestResumed _ -> paused = Optional.empty();
                case JournalEntry.UndoStarted _ -> undoing = true;
                case JournalEntry.Undone(int step) -> undone.add(step);
            }
        }

        Unfinished unfinished() {
            return new Unfinished(
                    begun.startedAt(),
                    begun.plan(),
                    started,
                    finished,
                    undoing,
                    undone,
                    failure,
                    paused);
        }
    }
}
