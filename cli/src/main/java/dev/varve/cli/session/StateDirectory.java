package dev.varve.cli.session;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Where a connection's journals and locks are.
///
/// An embedded libvirt keeps them under its root, as it keeps everything. Else it is
/// `$XDG_STATE_HOME/varve` where that is set, `/var/lib/varve` for root and
/// `~/.local/state/varve` for others.
public record StateDirectory(Path path) {
    /// {@return where the journals are}
    public Path journal() {
        return path.resolve("journal");
    }

    /// {@return where the lock files are}
    public Path locks() {
        return path.resolve("locks");
    }

    /// {@return the directory for a connection to `uri`}
    public static StateDirectory of(
            String uri, Map<String, String> environment, String user, Path home) {
        return new StateDirectory(
                embedRoot(uri)
                        .map(root -> root.resolve("varve"))
                        .or(() ->
                                Optional.ofNullable(environment.get("XDG_STATE_HOME"))
                                        .filter(value -> value.startsWith("/"))
                                        .map(value -> Path.of(value, "varve")))
                        .orElseGet(() ->
                                user.equals("root")
                                        ? Path.of("/var/lib/varve")
                                        : home.resolve(".local/state/varve")));
    }

    private static Optional<Path> embedRoot(String uri) {
        var question = uri.indexOf('?');
        if (question < 0 || !uri.startsWith("qemu:///embed")) {
            return Optional.empty();
        }
        return Arrays.stream(uri.substring(question + 1).split("[&;]"))
                .filter(parameter -> parameter.startsWith("root="))
                .map(parameter -> parameter.substring("root=".length()))
                .map(root -> Path.of(URLDecoder.decode(root, StandardCharsets.UTF_8)))
                .findFirst();
    }
}
