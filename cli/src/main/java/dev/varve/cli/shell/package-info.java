/// The shell that Varve is without a command, as virsh has one.
@NullMarked
package dev.varve.cli.shell;

import org.jspecify.annotations.NullMarked;
