package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is being done to each domain, written down before and after it is done.
///
/// A domain has at most one unfinished operation; its journal bears the domain's UUID and is
/// removed when the operation ends. Of an operation on several domains there is one journal, which
/// bears the UUID of the first: so that it begins for all of them, and ends for all, at one moment.
final class Journal {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final JournalStorage storage;

    Journal(JournalStorage storage) {
        this.storage = storage;
    }

    /// Writes down a plan before anything is touched.
    ///
    /// @param directories those of its files
    void begin(Plan plan, Instant startedAt, List<NotedDirectory> directories) {
        var domain = plan.intent().domain();
        storage.remove(id(domain));
        append(domain, new JournalEntry.Begun(JournalFormat.VERSION, startedAt, plan, directories));
    }

    /// Appends an entry; when this returns, it is on stable storage.
    void append(DomainRef domain, JournalEntry entry) {
        storage.append(id(domain), JournalFormat.write(entry));
    }

    /// Ends the operation on the domain.
    void close(DomainRef domain) {
        storage.remove(id(domain));
    }

    /// Ends the operation on the domain without having ended it; what was written stays to be read by people.
    void retire(DomainRef domain) {
        storage.retire(id(domain));
    }

    /// As [#retire(DomainRef)].
    void retire(DamagedJournal journal) {
        storage.retire(journal.id());
    }

    /// {@return the unfinished operation on the domain, which the caller has locked}
    ///
    /// @throws JournalException if the journal is damaged other than by a cut in its last line, or
    ///     was written by a newer version of Varve
    Optional<Unfinished> unfinished(UUID domain) {
        var own = domain.toString();
        return unfinished(own)
                .or(() ->
                        ids().filter(id -> !id.equals(own) && concerns(id, domain))
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
        return domains(id).stream().anyMatch(member -> member.uuid().equals(domain));
    }

    /// {@return the domains that the first line names; empty where it can't be read, or is of a domain whose name the
    /// journal doesn't bear: such a journal stops no other}
    private List<DomainRef> domains(String id) {
        try {
            var lines = storage.read(id);
            return !lines.isEmpty()
                            && JournalFormat.read(lines.getFirst())
                                    instanceof JournalEntry.Begun begun
                            && id.equals(id(begun.plan().intent().domain()))
                    ? begun.plan().intent().domains()
                    : List.of();
        } catch (JournalException _) {
            return List.of();
        }
    }

    /// {@return every unfinished operation whose journal can be read}
    List<Unfinished> unfinished() {
        return ids().flatMap(id -> readable(id).stream()).toList();
    }

    private Optional<Unfinished> readable(String id) {
        try {
            return replay(id, entries(id));
        } catch (JournalException _) {
            return Optional.empty(); // One of #damaged.
        }
    }

    /// {@return the journal that can't be read and stops the domain, if there is one}
    Optional<DamagedJournal> damaged(UUID domain) {
        return damaged().stream().filter(found -> found.concerns(domain)).findFirst();
    }

    /// {@return the journals that can't be read}
    List<DamagedJournal> damaged() {
        var damaged = new ArrayList<DamagedJournal>();
        for (var id : ids().toList()) {
            try {
                var _ = replay(id, entries(id));
            } catch (JournalException e) {
                damaged.add(new DamagedJournal(id, domains(id), String.valueOf(e.getMessage())));
            }
        }
        return damaged;
    }

    /// What bears no domain's UUID stops no domain.
    private Stream<String> ids() {
        return storage.ids().stream().filter(id -> UUID_TEXT.matcher(id).matches());
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
        if (!id.equals(id(begun.plan().intent().domain()))) {
            throw new JournalException("the journal " + id + " is of another domain");
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
        private final TreeMap<Integer, JournalEntry.Kept> kept = new TreeMap<>();
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
                case JournalEntry.Started(int step) -> started = Math.max(started, known(step) + 1);
                case JournalEntry.Finished(int step) ->
                        finished = Math.max(finished, known(step) + 1);
                case JournalEntry.Kept entered -> {
                    kept.put(known(entered.step()), entered);
                    started = Math.max(started, entered.step() + 1);
                    finished = Math.max(finished, entered.step() + 1);
                }
                case JournalEntry.Failed(_, var message) -> failure = Optional.of(message);
                case JournalEntry.GuestPaused(int step) -> paused = Optional.of(known(step));
                case JournalEntry.GuestResumed _ -> paused = Optional.empty();
                case JournalEntry.UndoStarted _ -> undoing = true;
                case JournalEntry.Undone(int step) -> undone.add(known(step));
            }
        }

        private int known(int step) {
            if (step < 0 || step >= begun.plan().steps().size()) {
                throw new JournalException(
                        "the journal " + id + " is damaged: its plan has no step " + step);
            }
            return step;
        }

        Unfinished unfinished() {
            return new Unfinished(
                    begun.startedAt(),
                    begun.plan(),
                    begun.directories(),
                    started,
                    finished,
                    undoing,
                    undone,
                    kept,
                    failure,
                    paused);
        }
    }
}
