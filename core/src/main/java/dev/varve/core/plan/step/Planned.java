package dev.varve.core.plan.step;

import java.util.Optional;
import java.util.function.Function;

/// What the planner answers: a plan, or the reason why there is none.
public sealed interface Planned permits Plan, Refusal {
    /// {@return the same, unless a look at the plan finds a reason against it}
    ///
    /// @param look at a plan, for what is found out only once there is one; a refusal needs none
    default Planned unless(Function<Plan, Optional<Refusal>> look) {
        return switch (this) {
            case Refusal refusal -> refusal;
            case Plan plan -> look.apply(plan).<Planned>map(refusal -> refusal).orElse(plan);
        };
    }
}
