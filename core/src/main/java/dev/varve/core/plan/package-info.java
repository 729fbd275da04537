/// What is to be done: pure functions from a [dev.varve.core.model.HostState] and an intent to a
/// [Plan] or a [Refusal]. No file, clock, thread or randomness.
@NullMarked
package dev.varve.core.plan;

import org.jspecify.annotations.NullMarked;
