package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.AuditEntry;
import dev.varve.core.operation.AuditEntry.Outcome;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.operation.VarveException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Something that was asked for, which the log tells of when it has ended. For one thread.
final class Audited {
    private final Audit audit;
    private final List<DomainRef> domains;
    private final String what;
    private final Instant at;
    private final long nanos = System.nanoTime();
    private Optional<Instant> begun = Optional.empty();
    private SortedMap<String, Integer> steps = new TreeMap<>();
    private Supplier<Long> bytes = () -> 0L;

    Audited(Audit audit, InstantSource clock, List<DomainRef> domains, String what) {
        this.audit = audit;
        this.domains = domains;
        this.what = what;
        this.at = clock.instant();
    }

    /// {@return this, of an operation that began then and was cut}
    Audited begun(Instant then) {
        begun = Optional.of(then);
        return this;
    }

    /// {@return this, of which `progress` knows how much has been copied}
    Audited copying(ToldProgress progress) {
        bytes = progress::moved;
        return this;
    }

    /// {@return what is planned for it}
    Planned planned(Planned planned) {
        if (planned instanceof Plan plan) {
            steps = AuditEntry.kinds(plan);
        }
        return planned;
    }

    /// {@return what `work` returns}
    ///
    /// @throws VarveException as it throws, which has been logged
    <T> T doing(Supplier<T> work, Consumer<String> told) {
        try {
            return Failures.told(work);
        } catch (VarveException e) {
            end(outcome(e.kind()), Optional.of(String.valueOf(e.getMessage())), told);
            throw e;
        } catch (RuntimeException | Error e) {
            end(Outcome.FAILED, Optional.of(e.toString()), told);
            throw e;
        }
    }

    private static Outcome outcome(VarveException.Kind kind) {
        return switch (kind) {
            case BUSY, PENDING -> Outcome.REFUSED;
            case CANCELLED -> Outcome.CANCELLED;
            case UNFINISHED -> Outcome.UNFINISHED;
            case NOT_FOUND,
                    INVALID,
                    EXISTS,
                    UNSUPPORTED,
                    DISCONNECTED,
                    NO_ROOM,
                    NOT_STARTED,
                    UNMERGED,
                    FAILED ->
                    Outcome.FAILED;
        };
    }

    /// Logs what came of a plan. One without steps has changed nothing, and is no change.
    void end(Planned planned, Consumer<String> told) {
        switch (planned) {
            case Plan plan -> {
                if (!plan.steps().isEmpty()) {
                    end(Outcome.DONE, Optional.empty(), told);
                }
            }
            case Refusal refusal -> end(Outcome.REFUSED, Optional.of(refusal.message()), told);
        }
    }

    /// Logs what came of it.
    ///
    /// @param told of what keeps it from being logged
    void end(Outcome outcome, Optional<String> message, Consumer<String> told) {
        audit.append(
                new AuditEntry(
                        at,
                        audit.who(),
                        domains,
                        what,
                        begun,
                        steps,
                        outcome,
                        message,
                        Duration.ofNanos(System.nanoTime() - nanos).toMillis(),
                        bytes.get()),
                told);
    }
}
