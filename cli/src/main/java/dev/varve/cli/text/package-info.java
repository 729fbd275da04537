/// How things are printed: tables and trees as virsh's, the order of names, JSON. Knows no command.
@NullMarked
package dev.varve.cli.text;

import org.jspecify.annotations.NullMarked;
