package dev.varve.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Where an NBD server listens.
public sealed interface NbdAddress {
    /// {@return what NBD's clients take; the export is the default one, without a name}
    String uri();

    /// {@return the options that tell qemu-nbd}
    List<String> options();

    /// A socket in the file system, for whoever may write to it.
    ///
    /// @param path absolute
    record UnixSocket(Path path) implements NbdAddress {
        private static final String PLAIN = "/-._~";

        public UnixSocket {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("a socket's path is absolute: " + path);
            }
        }

        @Override
        public String uri() {
            return "nbd+unix:///?socket=" + encoded(path.toString());
        }

        private static String encoded(String path) {
            var text = new StringBuilder();
            for (var each : path.getBytes(StandardCharsets.UTF_8)) {
                var character = (char) (each & 0xff);
                if (each > 0
                        && (Character.isLetterOrDigit(character)
                                || PLAIN.indexOf(character) >= 0)) {
                    text.append(character);
                } else {
                    text.append("%%%02X".formatted(each & 0xff));
                }
            }
            return text.toString();
        }

        @Override
        public List<String> options() {
            return List.of("--socket=" + path);
        }
    }

    /// A TCP port of this host alone. Whoever has an account on the host can read what is served there.
    record LocalPort(int number) implements NbdAddress {
        private static final int MAX = 65_535;

        public LocalPort {
            if (number < 1 || number > MAX) {
                throw new IllegalArgumentException("no port: " + number);
            }
        }

        @Override
        public String uri() {
            return "nbd://127.0.0.1:" + number;
        }

        @Override
        public List<String> options() {
            return List.of("--bind=127.0.0.1", "--port=" + number);
        }
    }
}
