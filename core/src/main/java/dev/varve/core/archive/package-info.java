/// A domain with all its snapshots in one file.
@NullMarked
package dev.varve.core.archive;

import org.jspecify.annotations.NullMarked;
