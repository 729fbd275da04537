package dev.varve.cli.session;

import java.util.List;
import java.util.Optional;

/// The options before the command.
///
/// @param connect the argument of `-c`, perhaps empty: when it is given, the connection is opened before the first command
/// @param quiet no table headers, no messages of success, no newline behind a command
/// @param readonly whether the connection may change nothing
/// @param keepaliveInterval seconds between keepalive messages; 0 for none
/// @param keepaliveCount how many may go unanswered
/// @param timing whether to say after each command how long it took
/// @param warnings errors to print before going on
public record GlobalOptions(
        Optional<String> connect,
        boolean quiet,
        boolean readonly,
        Optional<Integer> keepaliveInterval,
        Optional<Integer> keepaliveCount,
        boolean timing,
        List<String> warnings) {

    public GlobalOptions {
        warnings = List.copyOf(warnings);
    }

    /// Messages that have a connection cut whose other end is gone.
    ///
    /// @param interval seconds between them
    /// @param count how many may go unanswered
    record KeepAlive(int interval, int count) {
        private static final KeepAlive OF_VIRSH = new KeepAlive(5, 6);
    }

    /// {@return what was asked for. Without that there are none: a daemon that is slow to answer must cut no operation}
    Optional<KeepAlive> keepAlive() {
        if (keepaliveInterval.isEmpty() && keepaliveCount.isEmpty()) {
            return Optional.empty();
        }
        int interval = keepaliveInterval.orElse(KeepAlive.OF_VIRSH.interval());
        return interval == 0
                ? Optional.empty()
                : Optional.of(
                        new KeepAlive(interval, keepaliveCount.orElse(KeepAlive.OF_VIRSH.count())));
    }

    /// The URI to connect to; absent when the default is to be taken.
    public Optional<String> uri() {
        return connect.filter(uri -> !uri.isEmpty());
    }
}
