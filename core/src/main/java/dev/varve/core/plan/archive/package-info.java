/// Domains with all their snapshots, into an archive and out of it.
@NullMarked
package dev.varve.core.plan.archive;

import org.jspecify.annotations.NullMarked;
