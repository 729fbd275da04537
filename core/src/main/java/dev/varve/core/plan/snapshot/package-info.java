/// Create, revert, delete and undo, of one domain: from an intent to its steps.
@NullMarked
package dev.varve.core.plan.snapshot;

import org.jspecify.annotations.NullMarked;
