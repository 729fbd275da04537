/// What is there: domains, snapshots, layers and what pins them. Values only, without I/O.
@NullMarked
package dev.varve.core.model;

import org.jspecify.annotations.NullMarked;
