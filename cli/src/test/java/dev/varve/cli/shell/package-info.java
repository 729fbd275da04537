@NullMarked
package dev.varve.cli.shell;

import org.jspecify.annotations.NullMarked;
