package dev.varve.operation;

import java.nio.file.Path;

/// Where an NBD server listens.
///
/// @since 0.1
public sealed interface NbdAddress {
    /// A socket in the file system, for whoever may write to it.
    ///
    /// @param path absolute, in a directory that is there
    record UnixSocket(Path path) implements NbdAddress {}

    /// A TCP port of this host alone. Whoever has an account on the host can read what is served there.
    ///
    /// @param number from 1 to 65535
    record LocalPort(int number) implements NbdAddress {
        private static final int MAX = 65_535;

        /// @throws IllegalArgumentException for any other number
        public LocalPort {
            if (number < 1 || number > MAX) {
                throw new IllegalArgumentException("no port: " + number);
            }
        }
    }
}
