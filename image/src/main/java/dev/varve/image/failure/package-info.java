/// Why an image can't be used.
@NullMarked
package dev.varve.image.failure;

import org.jspecify.annotations.NullMarked;
