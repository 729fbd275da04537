/// Compares what the tables of an image refer to with its refcounts.
@NullMarked
package dev.varve.image.qcow2.check;

import org.jspecify.annotations.NullMarked;
