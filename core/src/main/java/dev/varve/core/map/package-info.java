/// The snapshots of a domain as a picture shows them. Values only, without I/O.
@NullMarked
package dev.varve.core.map;

import org.jspecify.annotations.NullMarked;
