@NullMarked
package dev.varve.image.posix;

import org.jspecify.annotations.NullMarked;
