package dev.varve.libvirt.hypervisor.observe;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Where libvirt's QEMU driver keeps what a domain's XML doesn't name (virQEMUDriverConfigNew).
///
/// @param nvram the variables of firmwares, a file per domain's name
/// @param tpm the states of emulated TPMs, a directory per domain's UUID
record StateDirectories(Path nvram, Path tpm) {
    private static final Path SYSTEM = Path.of("/var/lib/libvirt");

    /// {@return the directories of the libvirt of that URI; empty for a driver other than QEMU's}
    static Optional<StateDirectories> of(String uri) {
        try {
            var parsed = new URI(uri);
            var scheme = Optional.ofNullable(parsed.getScheme()).orElse("");
            return scheme.equals("qemu") || scheme.startsWith("qemu+")
                    ? ofQemu(parsed)
                    : Optional.empty();
        } catch (URISyntaxException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Optional<StateDirectories> ofQemu(URI uri) {
        return switch (Optional.ofNullable(uri.getPath()).orElse("")) {
            case "/system" ->
                    Optional.of(
                            new StateDirectories(
                                    SYSTEM.resolve("qemu/nvram"), SYSTEM.resolve("swtpm")));
            case "/session" -> {
                var own = configuration().resolve("libvirt/qemu");
                yield Optional.of(new StateDirectories(own.resolve("nvram"), own.resolve("swtpm")));
            }
            case "/embed" ->
                    root(uri)
                            .map(root ->
                                    new StateDirectories(
                                            root.resolve("lib/qemu/nvram"),
                                            root.resolve("lib/swtpm")));
            default -> Optional.empty();
        };
    }

    private static Path configuration() {
        return Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
                .filter(name -> name.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"));
    }

    private static Optional<Path> root(URI uri) {
        return Stream.of(Optional.ofNullable(uri.getQuery()).orElse("").split("&", -1))
                .filter(parameter -> parameter.startsWith("root="))
                .map(parameter -> Path.of(parameter.substring("root=".length())))
                .findFirst();
    }
}
