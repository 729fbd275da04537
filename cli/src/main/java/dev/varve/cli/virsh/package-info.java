/// The commands that virsh users know, in virsh's own argument language.
///
/// What virsh 9.0 does, as seen by running it, and what we do too:
///
/// - Order: global options from left to right (`-h` and `-v` act at once); then *all* commands are parsed; then the
///   connection of `-c` is opened; then the commands run. So a wrong argument is reported even when the connection
///   couldn't be opened.
/// - The default connection (no `-c`, or an empty one) is opened only by a command that needs it.
///   `COMMAND --help` needs none, but with `-c` it fails if that connection does.
/// - Errors go to stderr as `error: TEXT`, one line each; the exit code is 1.
/// - A newline on stdout ends each command that has *begun*, whether it succeeded or failed, and also when the default
///   connection couldn't be opened for it. There is none after a wrong argument, and none after a failed `-c`
///   connection. `-q` leaves it out.
/// - When a command fails, the commands after it still run; the exit code is the last command's.
@NullMarked
package dev.varve.cli.virsh;

import org.jspecify.annotations.NullMarked;
