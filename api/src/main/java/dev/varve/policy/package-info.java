/// Policies: which domains have snapshots taken by the clock, and how many stay. Immutable values, and the files that they
/// are written in.
///
/// @since 0.1
@NullMarked
package dev.varve.policy;

import org.jspecify.annotations.NullMarked;
