/// Create, revert and delete of several domains at one moment, by the plans of `dev.varve.core.plan.snapshot`.
@NullMarked
package dev.varve.core.plan.group;

import org.jspecify.annotations.NullMarked;
