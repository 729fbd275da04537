/// What stands between the library and the engine: one host's operations, where their journals are, and what of the
/// engine's failures is told to whom. For the command line and the library alone; it prints nothing and ends no
/// process.
@NullMarked
package dev.varve.host;

import org.jspecify.annotations.NullMarked;
