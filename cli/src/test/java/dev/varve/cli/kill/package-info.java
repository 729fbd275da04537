/// Varve, killed at every step on real images.
@NullMarked
package dev.varve.cli.kill;

import org.jspecify.annotations.NullMarked;
