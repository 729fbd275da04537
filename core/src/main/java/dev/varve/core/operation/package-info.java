/// Doing it: the journal, the locks, the run of a plan, and the recovery of one that was cut.
@NullMarked
package dev.varve.core.operation;

import org.jspecify.annotations.NullMarked;
