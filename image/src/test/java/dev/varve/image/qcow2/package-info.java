@NullMarked
package dev.varve.image.qcow2;

import org.jspecify.annotations.NullMarked;
