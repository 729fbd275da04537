/// Writes qcow2 images: new ones, headers, clusters and their refcounts, in an order that a power cut
/// may interrupt anywhere.
@NullMarked
package dev.varve.image.qcow2.write;

import org.jspecify.annotations.NullMarked;
