/// Snapshots of virtual machines, for programs. [Varve] is a connection, a [Domain] one of its virtual machines, and a
/// [dev.varve.operation.Change] what is to be done to it. What comes back is immutable.
@NullMarked
package dev.varve;

import org.jspecify.annotations.NullMarked;
