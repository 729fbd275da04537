/// Files of images by position: what an operation reads, writes and makes durable, and nothing of
/// what the bytes mean.
@NullMarked
package dev.varve.image.io;

import org.jspecify.annotations.NullMarked;
