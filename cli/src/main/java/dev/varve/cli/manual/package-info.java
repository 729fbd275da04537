/// What a user reads of the commands: help, manual pages and completion, all made from the commands' model.
@NullMarked
package dev.varve.cli.manual;

import org.jspecify.annotations.NullMarked;
