package dev.varve;

import dev.varve.core.operation.AuditEntry;
import dev.varve.core.operation.AuditLog;
import dev.varve.operation.VarveException;
import dev.varve.state.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/// The entries of a host's log, as a program is told of them.
final class Entries {
    private Entries() {}

    /// {@return how many lines are no entries}
    static int read(AuditLog log, Consumer<LogEntry> each) {
        try {
            return log.read(entry -> each.accept(told(entry)));
        } catch (IOException e) {
            var message = "cannot read the log " + log.file() + ": " + e.getMessage();
            throw new VarveException(VarveException.Kind.FAILED, message, message, e);
        }
    }

    private static LogEntry told(AuditEntry entry) {
        return new LogEntry(
                entry.at(),
                told(entry.who()),
                entry.domains().stream()
                        .map(domain -> new LogEntry.Subject(domain.name(), domain.uuid()))
                        .toList(),
                entry.what(),
                entry.begun(),
                entry.steps(),
                told(entry.outcome()),
                entry.message(),
                Duration.ofMillis(entry.milliseconds()),
                entry.bytes());
    }

    private static LogEntry.Caller told(AuditEntry.Who who) {
        return new LogEntry.Caller(
                who.uid(),
                who.user(),
                who.sudoUid(),
                who.sudoUser(),
                who.pid(),
                who.program(),
                who.version());
    }

    private static LogEntry.Outcome told(AuditEntry.Outcome outcome) {
        return switch (outcome) {
            case DONE -> LogEntry.Outcome.DONE;
            case REFUSED -> LogEntry.Outcome.REFUSED;
            case FAILED -> LogEntry.Outcome.FAILED;
            case CANCELLED -> LogEntry.Outcome.CANCELLED;
            case UNFINISHED -> LogEntry.Outcome.UNFINISHED;
            case RECOVERED -> LogEntry.Outcome.RECOVERED;
            case UNDONE -> LogEntry.Outcome.UNDONE;
            case ABANDONED -> LogEntry.Outcome.ABANDONED;
        };
    }
}
