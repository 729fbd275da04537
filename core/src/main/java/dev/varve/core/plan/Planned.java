package dev.varve.core.plan;

/// What the planner answers: a plan, or the reason why there is none.
public sealed interface Planned permits Plan, Refusal {}
