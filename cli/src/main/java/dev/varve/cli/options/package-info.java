/// Options that several commands have, and what they mean. Knows what reads arguments, and no command.
@NullMarked
package dev.varve.cli.options;

import org.jspecify.annotations.NullMarked;
