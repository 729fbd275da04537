/// Disk images as data. An image knows no domains and needs no library.
@NullMarked
package dev.varve.image;

import org.jspecify.annotations.NullMarked;
