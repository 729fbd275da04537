package dev.varve.core.plan.step;

import dev.varve.core.model.HostState;

/// What somebody wants to be done, and the planner that finds out how. Immutable.
public interface Change {
    /// {@return what is wanted, by which an operation that was cut is known again}
    Intent intent();

    /// {@return the plan that does it, or why there is none}
    ///
    /// A pure function: it reads no file and no clock, and touches nothing.
    Planned plan(HostState state);
}
