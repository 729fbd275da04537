package dev.varve;

import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import java.util.Optional;

/// What was asked for, as far as it could be made of that.
sealed interface Prepared permits PreparedRequest, RefusedRequest {
    /// {@return what would come of it}
    Preview preview();

    /// {@return what came of performing what was previewed, or whatever does it now}
    ///
    /// @param approved the plan that has to be the one
    Outcome perform(Optional<Plan> approved, ProgressListener listener);
}
