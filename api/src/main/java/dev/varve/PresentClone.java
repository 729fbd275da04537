package dev.varve;

import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.host.HostOperations;
import dev.varve.operation.Change;
import dev.varve.operation.CloneChange.CloneTo;
import dev.varve.operation.CloneOutcome;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.SnapshotChange;
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
    /// {@return what would come of it; nothing is touched}
    ///
    /// @param quiesce whether the file systems of a guest that runs are frozen for the snapshot
    Preview preview(boolean quiesce) {
        var at = AskedRequest.now();
        var changes = varve.changes(at);
        var clone = changes.clone(change, domain.ref());
        var take = changes.of(taking(quiesce), domain.ref()).change();
        return switch (new PresentClonePreview(operations(clone), take, clone).planned()) {
            case dev.varve.core.plan.step.Plan plan ->
                    new Preview.Possible(new PlanView(change, at).of(plan));
            case dev.varve.core.plan.step.Refusal refusal ->
                    new Preview.Refused(Views.refusal(refusal));
        };
    }

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
        var taken = domain.perform(taking(quiesce), options, listener);
        return taken instanceof Outcome.Done(var plan)
                ? cloned(plan)
                : new CloneOutcome(taken, Optional.empty());
    }

    /// What can be known before the snapshot is taken.
    private Optional<Refusal> refusal() {
        var clone = varve.changes(AskedRequest.now()).clone(change, domain.ref());
        return clone.refuse(operations(clone).observe()).map(Views::refusal);
    }

    private HostOperations operations(CloneDomain clone) {
        var places = clone.directory().map(Set::of).orElseGet(Set::of);
        return varve.operations(options, places, clone.intent().toString());
    }

    private SnapshotChange.Create taking(boolean quiesce) {
        var take = Change.create(change.snapshot());
        boolean frozen = quiesce && domain.state() != RunState.SHUTOFF;
        return frozen ? take.quiesced() : take;
    }

    /// A full clone doesn't need the snapshot afterwards, and one that failed doesn't either. One that is left
    /// unfinished does until it is recovered.
    ///
    /// @param taking without a step where an earlier command was cut that took the snapshot, for whatever
    private CloneOutcome cloned(Plan taking) {
        boolean ours = !taking.steps().isEmpty();
        var outcome = clonedOrTakenBack(ours);
        return switch (outcome) {
            case Outcome.Done(var plan) -> done(JoinedPlans.of(plan, taking, plan), ours);
            case Outcome.Refused _, Outcome.Cancelled _ ->
                    new CloneOutcome(outcome, removed(ours).left());
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

    private CloneOutcome done(Plan whole, boolean ours) {
        if (!change.full()) {
            return new CloneOutcome(new Outcome.Done(whole), Optional.empty());
        }
        var removed = removed(ours);
        var all = removed.plan().map(plan -> JoinedPlans.of(whole, whole, plan)).orElse(whole);
        return new CloneOutcome(new Outcome.Done(all), removed.left());
    }

    private Outcome clonedOrTakenBack(boolean ours) {
        try {
            return domain.perform(change, options, listener);
        } catch (VarveException e) {
            removed(ours).left().ifPresent(why -> listener.on(new Progress.Note(why)));
            throw e;
        }
    }

    /// What came of the removal of the snapshot.
    ///
    /// @param plan what was done
    /// @param left why the snapshot is there still; empty where it is gone
    private record Removal(Optional<Plan> plan, Optional<String> left) {
        static Removal failed(String why) {
            return new Removal(Optional.empty(), Optional.of(why));
        }
    }

    private Removal removed(boolean ours) {
        if (!ours) {
            return Removal.failed(
                    "snapshot "
                            + change.snapshot()
                            + " of "
                            + domain
                            + " stays: an earlier command was to take it, and has");
        }
        try {
            var outcome = domain.perform(Change.delete(change.snapshot()), options, listener);
            return switch (outcome) {
                case Outcome.Done(var plan) -> new Removal(Optional.of(plan), Optional.empty());
                case Outcome.Refused(var refusal) -> Removal.failed(refusal.message());
                case Outcome.Cancelled(var message) -> Removal.failed(message);
                case Outcome.Unfinished(var message, _) -> Removal.failed(message);
            };
        } catch (VarveException e) {
            return Removal.failed(String.valueOf(e.getMessage()));
        }
    }
}
