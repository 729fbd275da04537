/// How the domains of a host fare, as one looks at them from day to day.
///
/// All are immutable values.
@NullMarked
package dev.varve.status;

import org.jspecify.annotations.NullMarked;
