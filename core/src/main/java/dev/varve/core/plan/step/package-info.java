/// What a plan is made of, and why there is none: values, which know the model alone. What performs them, and what makes
/// them, is elsewhere.
@NullMarked
package dev.varve.core.plan.step;

import org.jspecify.annotations.NullMarked;
