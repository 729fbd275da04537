/// Whole operations, timed side by side with QEMU's own tools.
@NullMarked
package dev.varve.bench;

import org.jspecify.annotations.NullMarked;
