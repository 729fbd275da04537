/// What the layers of a chain hold, and what is read through them. Nothing here writes.
@NullMarked
package dev.varve.image.layer;

import org.jspecify.annotations.NullMarked;
