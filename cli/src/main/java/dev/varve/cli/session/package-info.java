/// What every command works with: the connection, the streams, the directories, and how a failure is
/// told.
@NullMarked
package dev.varve.cli.session;

import org.jspecify.annotations.NullMarked;
