package dev.varve;

import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Step;
import dev.varve.host.HostOperations;
import dev.varve.operation.HostChange;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.operation.Request;
import dev.varve.operation.VarveException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What was asked for, with what plans and performs it.
record PreparedRequest(Request request, Instant at, Change change, HostOperations operations) {
    Preview preview() {
        return switch (operations.plan(change::plan)) {
            case dev.varve.core.plan.step.Plan plan -> new Preview.Possible(told(plan));
            case dev.varve.core.plan.step.Refusal refusal -> new Preview.Refused(told(refusal));
        };
    }

    /// {@return what came of performing what was previewed, or whatever does it now}
    ///
    /// @param approved the plan that has to be the one
    Outcome perform(Optional<Plan> approved, ProgressListener listener) {
        var changed = new AtomicBoolean();
        try {
            var asked =
                    approved.<Change>map(plan -> new Approved(change, plan, changed))
                            .orElse(change);
            return switch (operations.perform(asked, listener)) {
                case dev.varve.core.plan.step.Plan plan -> new Outcome.Done(told(plan));
                case dev.varve.core.plan.step.Refusal refusal ->
                        new Outcome.Refused(
                                changed.get()
                                        ? new Refusal(Refusal.Kind.CHANGED, refusal.message())
                                        : told(refusal));
            };
        } catch (VarveException e) {
            return outcome(e);
        }
    }

    private static Outcome outcome(VarveException e) {
        return switch (e.kind()) {
            case CANCELLED -> {
                var _ = Thread.interrupted(); // This answers it.
                yield new Outcome.Cancelled();
            }
            case BUSY -> new Outcome.Refused(new Refusal(Refusal.Kind.BUSY, e.reason()));
            case PENDING, UNFINISHED -> new Outcome.Unfinished(e.reason());
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

        /// What is lost is approved as well as what is done.
        private boolean isApproved(dev.varve.core.plan.step.Plan found) {
            return words(found).equals(plan.steps()) && found.lost().equals(plan.lost());
        }

        private dev.varve.core.plan.step.Refusal refusal() {
            changed.set(true);
            return new dev.varve.core.plan.step.Refusal.InvalidRequest(
                    "cannot "
                            + change.intent()
                            + " by the plan that was made: the domain has changed since; make another");
        }
    }

    private static List<String> words(dev.varve.core.plan.step.Plan plan) {
        return plan.steps().stream().map(PreparedRequest::words).toList();
    }

    /// Another archive may have the same files.
    private static String words(Step step) {
        return step instanceof ArchiveStep.UnpackFile file
                ? step.describe() + " (SHA-256 " + file.sha256() + ")"
                : step.describe();
    }

    private Plan told(dev.varve.core.plan.step.Plan plan) {
        return new Plan(
                request,
                request instanceof HostChange
                        ? Optional.empty()
                        : Optional.of(plan.intent().domain().uuid()),
                at,
                plan.intent().toString(),
                words(plan),
                plan.bytesToCopy(),
                plan.peakExtraBytes(),
                plan.lost(),
                plan.kept(),
                plan.remarks());
    }

    private static Refusal told(dev.varve.core.plan.step.Refusal refusal) {
        var kind =
                switch (refusal.kind()) {
                    case NOT_FOUND -> Refusal.Kind.NOT_FOUND;
                    case INVALID -> Refusal.Kind.INVALID;
                    case UNSUPPORTED -> Refusal.Kind.UNSUPPORTED;
                    case BUSY -> Refusal.Kind.BUSY;
                    case RISKY -> Refusal.Kind.RISKY;
                    case UNSAFE -> Refusal.Kind.UNSAFE;
                };
        return new Refusal(kind, refusal.message());
    }
}
