/// Files with holes in a tar archive.
@NullMarked
package dev.varve.image.tar;

import org.jspecify.annotations.NullMarked;
