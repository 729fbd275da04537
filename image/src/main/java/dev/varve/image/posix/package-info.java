/// The file-system calls that Java lacks, under C's names. Nothing else here gets native access.
@NullMarked
package dev.varve.image.posix;

import org.jspecify.annotations.NullMarked;
