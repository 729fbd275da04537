/// How domains and their snapshots fare, as tables and as the line of a check.
@NullMarked
package dev.varve.cli.status;

import org.jspecify.annotations.NullMarked;
