@NullMarked
package dev.varve.testing.memory;

import org.jspecify.annotations.NullMarked;
