package dev.varve.core.operation;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.Intent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// An operation could not be begun, or could not be brought to an end.
public final class OperationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What became of the operation.
    public enum Kind {
        /// Nothing was touched: somebody else works on the domain.
        BUSY,
        /// Nothing was touched: an earlier operation on the domain has to be recovered first.
        PENDING,
        /// It was begun and is neither completed nor undone: it has to be recovered.
        UNFINISHED,
        /// All is done but the last step: the guest could not be started.
        NOT_STARTED,
        /// It is ended, and the merge that was asked for had to be left out.
        UNMERGED
    }

    private final Kind kind;
    private final transient Optional<Intent> intent;

    private OperationException(Kind kind, Optional<Intent> intent, String message) {
        super(message);
        this.kind = kind;
        this.intent = intent;
    }

    private OperationException(Kind kind, Intent intent, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.intent = Optional.of(intent);
    }

    static OperationException busy(DomainRef domain, OptionalLong holder) {
        var who = holder.isPresent() ? "process " + holder.getAsLong() : "another process";
        return new OperationException(
                Kind.BUSY,
                Optional.empty(),
                "cannot work on domain " + domain + ": " + who + " does, wait for it to end");
    }

    static OperationException pending(DomainRef domain, Unfinished operation) {
        return new OperationException(
                Kind.PENDING,
                Optional.of(operation.intent()),
                "cannot work on domain "
                        + domain
                        + ": \""
                        + operation.intent()
                        + "\" is unfinished; "
                        + remedy(operation.intent()));
    }

    static OperationException unfinished(Intent intent, Throwable cause) {
        return new OperationException(
                Kind.UNFINISHED,
                intent,
                "cannot "
                        + intent
                        + ": "
                        + cause.getMessage()
                        + "; "
                        + remedy(intent)
                        + " to end it",
                cause);
    }

    static OperationException notStarted(Intent intent, List<DomainRef> domains, Throwable cause) {
        return new OperationException(
                Kind.NOT_STARTED,
                intent,
                (intent.kind() == Intent.Kind.CLONE ? "cloned" : "reverted")
                        + ", but cannot start domain "
                        + domains.stream().map(DomainRef::name).collect(Collectors.joining(", "))
                        + ": "
                        + cause.getMessage(),
                cause);
    }

    static OperationException unmerged(Intent intent, String why) {
        return new OperationException(Kind.UNMERGED, Optional.of(intent), "cannot " + why);
    }

    private static String remedy(Intent intent) {
        return "run \"varve recover " + intent.domain() + "\"";
    }

    /// {@return why, in a sentence, without what to do: for whoever does just that}
    public String reason() {
        return intent.filter(_ -> kind == Kind.UNFINISHED)
                .flatMap(of ->
                        Optional.ofNullable(getCause())
                                .map(cause -> "cannot " + of + ": " + cause.getMessage()))
                .orElseGet(() -> String.valueOf(getMessage()));
    }

    /// {@return what became of the operation}
    public Kind kind() {
        return kind;
    }

    /// {@return what the unfinished operation was asked for; empty if somebody else works on the
    /// domain}
    public Optional<Intent> intent() {
        return intent;
    }
}
