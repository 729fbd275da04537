package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the documents in a domain's archive may name: the archive's own files, and paths that bear the domain's
/// name where nothing of anybody else's lies.
///
/// @param domain the domain's name
/// @param files by the names that the documents have for them
/// @param directories where the images were
record ArchivedNames(String domain, Map<String, ArchivedFile> files, Set<Path> directories) {
    /// Of a domain's name libvirt takes no more for its own directories (virDomainDefGetShortName).
    private static final int SHORT_NAME = 20;

    /// Nobody keeps images there; and whatever an archive says, no log or socket of a guest's comes there.
    private static final Set<String> SYSTEM =
            Set.of(
                    "bin",
                    "boot",
                    "dev",
                    "etc",
                    "lib",
                    "lib32",
                    "lib64",
                    "proc",
                    "run",
                    "sbin",
                    "sys",
                    "usr",
                    "var/log",
                    "var/run",
                    "var/spool");

    private static final Pattern LOG_OR_SOCKET =
            Pattern.compile("([^A-Za-z0-9].*)?\\.(console|log|serial|sock|socket)");

    private static final Path LIBVIRTS_LOGS = Path.of("/var/log/libvirt/qemu");

    static ArchivedNames of(ArchivedDomain domain) {
        return new ArchivedNames(
                domain.ref().name(),
                domain.files().stream()
                        .collect(
                                Collectors.toMap(
                                        file -> file.origin().toString(), Function.identity())),
                domain.files().stream()
                        .filter(file -> file.role() == Role.IMAGE)
                        .flatMap(file -> Stream.ofNullable(file.origin().getParent()))
                        .collect(Collectors.toSet()));
    }

    Optional<ArchivedFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    boolean contains(String path) {
        return files.containsKey(path);
    }

    boolean hasNvram() {
        return files.values().stream().anyMatch(file -> file.role() == Role.NVRAM);
    }

    /// {@return whether a character device may have it: a log or a socket that begins with the domain's name,
    /// beside its images, or one of those that libvirt names itself}
    boolean isOwn(String path) {
        return isPlain(path) && (isLibvirts(path) || isBesideImages(Path.of(path)));
    }

    private boolean isBesideImages(Path path) {
        return Optional.ofNullable(path.getParent()).filter(this::isForLogs).isPresent()
                && path.getFileName().toString().startsWith(domain)
                && LOG_OR_SOCKET
                        .matcher(path.getFileName().toString().substring(domain.length()))
                        .matches();
    }

    private boolean isForLogs(Path directory) {
        return directory.equals(LIBVIRTS_LOGS)
                || (directories.contains(directory)
                        && SYSTEM.stream()
                                .noneMatch(top -> directory.startsWith(Path.of("/", top))));
    }

    /// libvirt: qemuDomainSetPrivatePaths, `…/channel/target/domain-1-web/…` and `…/domain-1-web/…`.
    private boolean isLibvirts(String path) {
        var name = Pattern.quote(domain.substring(0, Math.min(SHORT_NAME, domain.length())));
        return path.matches(
                        ".*/qemu/(run/)?channel/(target/)?(domain-)?([0-9]+-)?"
                                + name
                                + "(\\.[^/]+|/[^/]+)")
                || path.matches(".*/qemu/(lib/)?domain-([0-9]+-)?" + name + "/[^/]+");
    }

    /// {@return whether libvirt keeps the domain's NVRAM there: a domain that was never started has none yet}
    boolean isDefaultNvram(String path) {
        return isPlain(path)
                && path.matches(
                        ".*/qemu/(lib/)?nvram/" + Pattern.quote(domain) + "_VARS\\.(fd|qcow2)");
    }

    private static boolean isPlain(String path) {
        return path.startsWith("/") && Path.of(path).normalize().toString().equals(path);
    }
}
