/// Operations as a program sees them: what is to be done, what that would take, how far it is, and what came of it.
/// Immutable values; whoever does it all is in the package above.
@NullMarked
package dev.varve.operation;

import org.jspecify.annotations.NullMarked;
