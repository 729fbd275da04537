/// The snapshots of a domain as a picture shows them: what is drawn, and where. Values only, without I/O.
@NullMarked
package dev.varve.core.map;

import org.jspecify.annotations.NullMarked;
