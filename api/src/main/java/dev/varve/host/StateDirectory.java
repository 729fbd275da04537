package dev.varve.host;

import dev.varve.core.operation.AuditLog;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a connection's journals and locks are: one place for each libvirt, whoever runs Varve and with whatever
/// environment, for what isn't in one place excludes nobody. Who may not use it may not change the domains.
///
/// An embedded libvirt keeps them under its root, as it keeps everything. That of the system has
/// `/var/lib/varve`, and a user's own `~/.local/state/varve`. A libvirtd with a socket elsewhere than in `/run` is
/// another one, and has them beside that.
public record StateDirectory(Path path) {
    private static final Path SYSTEM = Path.of("/var/lib/varve");
    private static final Path OF_USER = Path.of(".local/state/varve");

    /// {@return whether it is of a libvirt that is the host's or a user's own, and none that somebody has started beside}
    boolean isUsual() {
        return path.equals(SYSTEM) || path.endsWith(OF_USER);
    }

    /// {@return where the journals are}
    public Path journal() {
        return path.resolve("journal");
    }

    /// {@return where the lock files are}
    public Path locks() {
        return path.resolve("locks");
    }

    /// {@return where the policies are: of the system's libvirt in `/etc`, of a user's own among that user's settings, of
    /// another beside its journals}
    ///
    /// @param environment of the process: `XDG_CONFIG_HOME` says where settings are
    public Path policies(Map<String, String> environment) {
        if (path.equals(SYSTEM)) {
            return Path.of("/etc/varve/policies.d");
        }
        var home = Path.of(System.getProperty("user.home"));
        if (!path.equals(ofUser(home))) {
            return path.resolve("policies.d");
        }
        return Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .filter(value -> value.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> home.resolve(".config"))
                .resolve("varve/policies.d");
    }

    private static Path ofUser(Path home) {
        return home.resolve(".local/state/varve");
    }

    /// {@return the log of what was asked for}
    public AuditLog log() {
        return new AuditLog(path, locks());
    }

    /// {@return the directory for a connection of this process}
    ///
    /// @param uri what libvirt says that it is
    /// @param asked what was asked for, which may name a socket that libvirt doesn't repeat
    public static StateDirectory of(String uri, String asked) {
        var home = Path.of(System.getProperty("user.home"));
        return of(uri, asked, System.getProperty("user.name"), home);
    }

    /// {@return the directory for a connection}
    ///
    /// @param uri what libvirt says that it is
    /// @param asked what was asked for, which may name a socket that libvirt doesn't repeat
    /// @param user who runs Varve: as root, a session is the system's
    /// @param home of that user
    static StateDirectory of(String uri, String asked, String user, Path home) {
        return new StateDirectory(
                embedRoot(uri)
                        .map(root -> root.resolve("varve"))
                        .or(() -> besideSocket(uri, asked))
                        .orElseGet(() ->
                                isSession(uri) && !user.equals("root") ? ofUser(home) : SYSTEM));
    }

    private static boolean isSession(String uri) {
        int question = uri.indexOf('?');
        return (question < 0 ? uri : uri.substring(0, question)).endsWith("/session");
    }

    private static Optional<Path> embedRoot(String uri) {
        return uri.startsWith("qemu:///embed") ? parameter(uri, "root") : Optional.empty();
    }

    private static Optional<Path> besideSocket(String uri, String asked) {
        return Stream.of(uri, asked)
                .flatMap(name -> parameter(name, "socket").stream())
                .filter(socket -> !socket.startsWith("/run") && !socket.startsWith("/var/run"))
                .flatMap(socket -> Stream.ofNullable(socket.getParent()))
                .map(directory ->
                        directory.endsWith("run")
                                ? directory.resolveSibling("varve")
                                : directory.resolve("varve"))
                .findFirst();
    }

    private static Optional<Path> parameter(String uri, String name) {
        int question = uri.indexOf('?');
        if (question < 0) {
            return Optional.empty();
        }
        return Arrays.stream(uri.substring(question + 1).split("[&;]"))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> parameter.substring(name.length() + 1))
                .map(path -> Path.of(URLDecoder.decode(path, StandardCharsets.UTF_8)))
                .filter(Path::isAbsolute)
                .findFirst();
    }
}
