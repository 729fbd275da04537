/// What modules let others use, held in files. For our own modules: it isn't exported.
@NullMarked
package dev.varve.testing.surface;

import org.jspecify.annotations.NullMarked;
