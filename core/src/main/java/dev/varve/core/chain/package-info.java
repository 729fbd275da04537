/// The layers of a host as people look at them. Values only, without I/O.
@NullMarked
package dev.varve.core.chain;

import org.jspecify.annotations.NullMarked;
