/// The command line: parses, calls one core function, renders.
@NullMarked
package dev.varve.cli;

import org.jspecify.annotations.NullMarked;
