@NullMarked
package dev.varve.image;

import org.jspecify.annotations.NullMarked;
