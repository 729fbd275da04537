@NullMarked
package dev.varve.image.io;

import org.jspecify.annotations.NullMarked;
