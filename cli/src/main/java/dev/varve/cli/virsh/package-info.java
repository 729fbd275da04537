/// The commands that virsh users know, in virsh's own argument language.
///
/// What virsh 9.0 does, as seen by running it, and what we do too:
///
/// - Order: global options from left to right (`-h` and `-v` act at once); then *all* commands are parsed; then the
///   connection of `-c` is opened; then the commands run. So a wrong argument is reported even when the connection
///   couldn't be opened.
/// - Without `-c`, each command opens the default connection when it needs one, so `COMMAND --help` works without any,
///   and a failure is reported again for each command. `-c ''` means the default connection too, but is opened first
///   like any other `-c`, even for `COMMAND --help`.
/// - Options that contradict each other are reported by the command, so after the connection is open.
/// - Errors go to stderr as `error: TEXT`, one line each; the exit code is 1.
/// - A newline on stdout ends each command that has *begun*, whether it succeeded or failed, and also when the default
///   connection couldn't be opened for it. There is none after a wrong argument, and none after a failed `-c`
///   connection. `-q` leaves it out. With `-t` a line `(Time: N ms)` between two newlines takes its place, `-q` or not.
/// - When a command fails, the commands after it still run; the exit code is the last command's.
@NullMarked
package dev.varve.cli.virsh;

import org.jspecify.annotations.NullMarked;
