/// Moves what some layers of a chain hold into another layer of it, whatever the two formats are.
@NullMarked
package dev.varve.image.transfer;

import org.jspecify.annotations.NullMarked;
