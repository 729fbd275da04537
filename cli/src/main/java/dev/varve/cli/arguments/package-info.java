/// How a command line is read: what stands before a command, which command it is, and its options and data as virsh
/// takes them. Knows no command, and prints nothing.
@NullMarked
package dev.varve.cli.arguments;

import org.jspecify.annotations.NullMarked;
