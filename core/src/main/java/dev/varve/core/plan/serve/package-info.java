/// Which image shows a disk as it was or is, for a server that nobody writes through.
@NullMarked
package dev.varve.core.plan.serve;

import org.jspecify.annotations.NullMarked;
