/// New domains out of snapshots, and how they become independent.
@NullMarked
package dev.varve.core.plan.clone;

import org.jspecify.annotations.NullMarked;
