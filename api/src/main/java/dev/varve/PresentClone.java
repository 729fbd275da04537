package dev.varve;

import dev.varve.operation.Change;
import dev.varve.operation.CloneChange.CloneTo;
import dev.varve.operation.CloneOutcome;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.VarveException;
import dev.varve.state.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// New domains of what a domain is now, of which a snapshot is taken.
///
/// @param change of the snapshot that isn't there yet
record PresentClone(
        Varve varve,
        Domain domain,
        CloneTo change,
        MergeOptions options,
        ProgressListener listener) {
    /// {@return what came of it}
    ///
    /// @param quiesce whether the file systems of a guest that runs are frozen for the snapshot
    CloneOutcome perform(boolean quiesce) {
        var refusal = refusal();
        if (refusal.isPresent()) {
            var why = refusal.get().message();
            varve.audit().refused(List.of(domain.ref()), AskedRequest.words(change), why);
            return new CloneOutcome(new Outcome.Refused(refusal.get()), Optional.empty());
        }
        var taken = take(quiesce);
        return taken instanceof Outcome.Done(var plan)
                ? cloned(!plan.steps().isEmpty())
                : new CloneOutcome(taken, Optional.empty());
    }

    /// What can be known before the snapshot is taken.
    private Optional<Refusal> refusal() {
        var clone = varve.changes(AskedRequest.now()).clone(change, domain.ref());
        var places = clone.directory().map(Set::of).orElseGet(Set::of);
        var operations = varve.operations(options, places, clone.intent().toString());
        return clone.refuse(operations.observe()).map(Views::refusal);
    }

    private Outcome take(boolean quiesce) {
        var take = Change.create(change.snapshot());
        boolean frozen = quiesce && domain.state() != RunState.SHUTOFF;
        return domain.perform(frozen ? take.quiesced() : take, options, listener);
    }

    /// A full clone doesn't need the snapshot afterwards, and one that failed doesn't either. One that is left
    /// unfinished does until it is recovered.
    ///
    /// @param ours whether the snapshot was taken for this; else an earlier command was cut that took it, for whatever
    private CloneOutcome cloned(boolean ours) {
        var outcome = clonedOrTakenBack(ours);
        return switch (outcome) {
            case Outcome.Done _ ->
                    new CloneOutcome(outcome, change.full() ? removed(ours) : Optional.empty());
            case Outcome.Refused _, Outcome.Cancelled _ -> new CloneOutcome(outcome, removed(ours));
            case Outcome.Unfinished _ ->
                    new CloneOutcome(
                            outcome,
                            Optional.of(
                                    "snapshot "
                                            + change.snapshot()
                                            + " of "
                                            + domain
                                            + ", which was taken for the clone, is there still"));
        };
    }

    private Outcome clonedOrTakenBack(boolean ours) {
        try {
            return domain.perform(change, options, listener);
        } catch (VarveException e) {
            removed(ours).ifPresent(why -> listener.on(new Progress.Note(why)));
            throw e;
        }
    }

    /// {@return why the snapshot is there still; empty where it is gone}
    private Optional<String> removed(boolean ours) {
        if (!ours) {
            return Optional.of(
                    "snapshot "
                            + change.snapshot()
                            + " of "
                            + domain
                            + " stays: an earlier command was to take it, and has");
        }
        try {
            var outcome = domain.perform(Change.delete(change.snapshot()), options, listener);
            return switch (outcome) {
                case Outcome.Done _ -> Optional.empty();
                case Outcome.Refused(var refusal) -> Optional.of(refusal.message());
                case Outcome.Cancelled(var message) -> Optional.of(message);
                case Outcome.Unfinished(var message, _) -> Optional.of(message);
            };
        } catch (VarveException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
