/// What a check of an image finds.
@NullMarked
package dev.varve.image.check;

import org.jspecify.annotations.NullMarked;
