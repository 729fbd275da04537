/// Open qcow2 images: their tables read and written.
@NullMarked
package dev.varve.image.qcow2;

import org.jspecify.annotations.NullMarked;
