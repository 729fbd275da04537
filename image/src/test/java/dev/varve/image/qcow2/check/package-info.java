@NullMarked
package dev.varve.image.qcow2.check;

import org.jspecify.annotations.NullMarked;
