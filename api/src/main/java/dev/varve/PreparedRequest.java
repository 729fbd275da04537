package dev.varve;

import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Planned;
import dev.varve.host.EarlierOperation;
import dev.varve.host.HostOperations;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.Request;
import dev.varve.operation.VarveException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What was asked for, with what plans and performs it.
record PreparedRequest(Request request, Instant at, Change change, HostOperations operations)
        implements AskedRequest {
    @Override
    public Preview preview() {
        return switch (operations.plan(change::plan)) {
            case dev.varve.core.plan.step.Plan plan -> new Preview.Possible(view().of(plan));
            case dev.varve.core.plan.step.Refusal refusal ->
                    new Preview.Refused(Views.refusal(refusal));
        };
    }

    private PlanView view() {
        return new PlanView(request, at);
    }

    /// An unfinished operation that is about the same is ended first, which is told; then the plan is made anew.
    @Override
    public Outcome perform(Optional<Plan> approved, ProgressListener listener) {
        try {
            var earlier = operations.completeEarlier(change.intent(), listener);
            return earlier.filter(EarlierOperation::isUndoneByRepeating)
                    .map(this::nothingLeft)
                    .orElseGet(() -> run(approved, earlier, listener));
        } catch (VarveException e) {
            return outcome(e);
        }
    }

    private Outcome run(
            Optional<Plan> approved,
            Optional<EarlierOperation> earlier,
            ProgressListener listener) {
        var changed = new AtomicBoolean();
        var asked =
                approved.<Change>map(plan -> new Approved(change, plan, changed)).orElse(change);
        return switch (operations.perform(asked, listener)) {
            case dev.varve.core.plan.step.Plan plan -> new Outcome.Done(view().of(plan));
            case dev.varve.core.plan.step.Refusal refusal ->
                    earlier.filter(done -> done.hasDone(change.intent(), refusal))
                            .map(this::nothingLeft)
                            .orElseGet(() -> new Outcome.Refused(told(refusal, changed.get())));
        };
    }

    private Outcome nothingLeft(EarlierOperation earlier) {
        return new Outcome.Done(view().nothingLeft(change.intent(), earlier.told()));
    }

    private static Outcome outcome(VarveException e) {
        return switch (e.kind()) {
            case CANCELLED -> {
                var _ = Thread.interrupted(); // This answers it.
                yield new Outcome.Cancelled(String.valueOf(e.getMessage()));
            }
            case BUSY ->
                    new Outcome.Refused(
                            new Refusal(Refusal.Kind.BUSY, String.valueOf(e.getMessage())));
            case PENDING -> new Outcome.Unfinished(String.valueOf(e.getMessage()), false);
            case UNFINISHED -> new Outcome.Unfinished(String.valueOf(e.getMessage()), true);
            case NOT_FOUND,
                    INVALID,
                    EXISTS,
                    UNSUPPORTED,
                    DISCONNECTED,
                    NO_ROOM,
                    NOT_STARTED,
                    UNMERGED,
                    FAILED ->
                    throw e;
        };
    }

    /// A change of which only one plan will do.
    private record Approved(Change change, Plan plan, AtomicBoolean changed) implements Change {
        @Override
        public Intent intent() {
            return change.intent();
        }

        @Override
        public Planned plan(HostState state) {
            return change.plan(state)
                    .unless(found -> isApproved(found) ? Optional.empty() : Optional.of(refusal()));
        }

        private boolean isApproved(dev.varve.core.plan.step.Plan found) {
            return PlanView.fingerprint(found).equals(plan.fingerprint());
        }

        private dev.varve.core.plan.step.Refusal refusal() {
            changed.set(true);
            return new dev.varve.core.plan.step.Refusal.InvalidRequest(
                    "cannot "
                            + change.intent()
                            + " by the plan that was made: the domain has changed since; make another");
        }
    }

    private static Refusal told(dev.varve.core.plan.step.Refusal refusal, boolean changed) {
        return changed
                ? new Refusal(Refusal.Kind.CHANGED, refusal.message())
                : Views.refusal(refusal);
    }
}
