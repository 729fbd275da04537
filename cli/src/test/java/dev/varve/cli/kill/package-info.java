@NullMarked
package dev.varve.cli.kill;

import org.jspecify.annotations.NullMarked;
