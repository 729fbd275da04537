/// What is done with the parts of a qcow2 image. The format itself is in `meta`.
@NullMarked
package dev.varve.image.qcow2;

import org.jspecify.annotations.NullMarked;
