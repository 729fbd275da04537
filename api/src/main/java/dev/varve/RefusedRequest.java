package dev.varve;

import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import java.util.Optional;

/// What the engine can't even be asked for.
record RefusedRequest(Refusal refusal) implements Prepared {
    static RefusedRequest noSuchGroup(String name) {
        return new RefusedRequest(Views.refusal(new GroupRefusal.NoSuchGroup(name)));
    }

    @Override
    public Preview preview() {
        return new Preview.Refused(refusal);
    }

    @Override
    public Outcome perform(Optional<Plan> approved, ProgressListener listener) {
        return new Outcome.Refused(refusal);
    }
}
