package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What a program printed, and its exit code.
///
/// @param command the program and its arguments, for messages
record Outcome(List<String> command, String out, String err, int exit) {

    /// {@return what it printed on stdout, having worked}
    String ok() {
        assertThat(exit).as("%s: %s%s", command, out, err).isZero();
        return out;
    }

    /// {@return what it printed on stderr, having failed as a command of virsh's does: in plain
    /// lines, without a trace of the program's inside}
    String failed() {
        assertThat(exit).as("%s: %s%s", command, out, err).isEqualTo(1);
        assertThat(err.lines())
                .as("%s", command)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(line -> line.startsWith("error: "));
        return err;
    }
}
