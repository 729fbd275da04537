/// Commands that virsh doesn't have, a class each. Their exit codes tell failures apart.
@NullMarked
package dev.varve.cli.command;

import org.jspecify.annotations.NullMarked;
