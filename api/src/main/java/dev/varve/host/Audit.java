package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.AuditEntry;
import dev.varve.core.operation.AuditEntry.Outcome;
import dev.varve.core.operation.AuditEntry.Who;
import dev.varve.core.operation.AuditLog;
import dev.varve.core.operation.SystemJournal;
import dev.varve.libvirt.LibvirtConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The log of what was asked of a host's domains, beside its journals.
///
/// Safe for use by many threads. That something can't be logged stops nothing: it is told once.
public final class Audit {
    private final Optional<AuditLog> log;
    private final Optional<SystemJournal> journal;
    private final Supplier<Who> who;
    private final InstantSource clock;
    private final AtomicBoolean failed = new AtomicBoolean();

    Audit(
            Optional<AuditLog> log,
            Optional<SystemJournal> journal,
            Supplier<Who> who,
            InstantSource clock) {
        this.log = log;
        this.journal = journal;
        this.who = who;
        this.clock = clock;
    }

    /// {@return that of a connection. What isn't QEMU's, or is on another host, isn't logged here}
    ///
    /// @param program the name of what asks; empty for the main class's
    public static Audit of(
            LibvirtConnection connection, StateDirectory state, Optional<String> program) {
        var uri = Failures.told(connection::uri);
        if (!HostOperations.apply(connection) || !Host.of(uri).here()) {
            return new Audit(
                    Optional.empty(),
                    Optional.empty(),
                    () -> Caller.of(program),
                    InstantSource.system());
        }
        // Of a libvirt that a test or a program has started for itself, the host's journal needs
        // not know.
        var journal = Optional.of(SystemJournal.ofHost()).filter(_ -> state.isUsual());
        return new Audit(
                Optional.of(state.log()),
                journal,
                () -> Caller.of(program),
                InstantSource.system());
    }

    /// {@return what notes that it was asked for now}
    Audited begin(List<DomainRef> domains, String what) {
        return new Audited(this, clock, domains, what);
    }

    /// Notes what was refused before anything was planned.
    public void refused(List<DomainRef> domains, String what, String why) {
        begin(domains, what).end(Outcome.REFUSED, Optional.of(why), _ -> {});
    }

    /// Has libvirt alone do something, and notes it.
    ///
    /// @return what `work` returns
    public <T> T noting(DomainRef domain, String what, Supplier<T> work) {
        var audited = begin(List.of(domain), what);
        try {
            var done = work.get();
            audited.end(Outcome.DONE, Optional.empty(), _ -> {});
            return done;
        } catch (RuntimeException e) {
            audited.end(Outcome.FAILED, Optional.of(String.valueOf(e.getMessage())), _ -> {});
            throw e;
        }
    }

    /// {@return who asks}
    Who who() {
        return who.get();
    }

    /// What is refused has changed nothing, so it makes no directory either.
    ///
    /// @param told of what keeps it from being logged, at most once
    void append(AuditEntry entry, Consumer<String> told) {
        boolean refused = entry.outcome() == Outcome.REFUSED;
        log.filter(file -> !refused || file.isPlaced())
                .ifPresent(file -> append(file, entry, refused ? _ -> {} : told));
        journal.ifPresent(all -> all.send(entry));
    }

    private void append(AuditLog file, AuditEntry entry, Consumer<String> told) {
        file.append(entry)
                .filter(_ -> !failed.getAndSet(true))
                .ifPresent(why ->
                        told.accept("what was done isn't in the log " + file.file() + ": " + why));
    }
}
