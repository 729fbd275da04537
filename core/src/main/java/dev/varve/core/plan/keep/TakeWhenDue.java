package dev.varve.core.plan.keep;

import dev.varve.core.model.HostState;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import java.time.Instant;
import java.util.List;

/// Takes the snapshot that a policy is due for. Where it isn't, by what is there when this is planned, the plan has no
/// steps: whoever else has taken it meanwhile, none is taken twice.
///
/// @param create of the name that the rules give
public record TakeWhenDue(CreateSnapshot create, PolicyRules rules, Instant at) implements Change {
    @Override
    public Intent intent() {
        return create.intent();
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        boolean done =
                state.domain(create.domain())
                        .filter(domain -> !rules.isDue(domain, at))
                        .isPresent();
        return done ? Plan.of(intent(), List.of()) : create.plan(state);
    }
}
