/// What the commands share that change something: where the operations of a connection run, and what
/// a user sees of a plan and of its progress.
@NullMarked
package dev.varve.cli.change;

import org.jspecify.annotations.NullMarked;
