package dev.varve.libvirt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The directory of an embedded libvirt, and what must be in it.
public final class EmbedRoot {
    /// Without it, libvirt asks for a daemon, cgroups and other users that a test doesn't have, and
    /// each opening takes 20 s.
    private static final String QEMU_CONF =
            """
            user = "root"
            group = "root"
            swtpm_user = "root"
            swtpm_group = "root"
            security_driver = "none"
            stdio_handler = "file"
            cgroup_controllers = [ ]
            namespaces = [ ]
            dynamic_ownership = 0
            remember_owner = 0
            """;

    /// Where libvirt keeps what a QEMU can do.
    private static final String CAPABILITIES = "cache/qemu/capabilities";

    /// libvirt asks each QEMU once what it can do, for seconds in which it waits, and keeps the answer.
    private static final class Capabilities {
        private static final Map<String, String> KEPT = ask();

        private Capabilities() {}

        private static Map<String, String> ask() {
            try {
                var root = Files.createTempDirectory("varve-capabilities");
                try {
                    configure(root);
                    return kept(root);
                } finally {
                    remove(root);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, String> kept(Path root) throws IOException {
            var command = List.of("virsh", "-q", "-c", uri(root), "domcapabilities");
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.onExit().join().exitValue() != 0) {
                throw new IOException(command + " failed");
            }
            var kept = new TreeMap<String, String>();
            try (var files = Files.list(root.resolve(CAPABILITIES))) {
                for (var file : files.toList()) {
                    kept.put(file.getFileName().toString(), Files.readString(file));
                }
            }
            return kept;
        }

        private static void remove(Path root) throws IOException {
            try (var files = Files.walk(root)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private EmbedRoot() {}

    /// Makes the directory, where it isn't there, one for an embedded libvirt.
    ///
    /// @return the URI of that libvirt
    public static String prepare(Path root) throws IOException {
        configure(root);
        var capabilities = Files.createDirectories(root.resolve(CAPABILITIES));
        for (var kept : Capabilities.KEPT.entrySet()) {
            Files.writeString(capabilities.resolve(kept.getKey()), kept.getValue());
        }
        return uri(root);
    }

    private static void configure(Path root) throws IOException {
        var etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("qemu.conf"), QEMU_CONF);
    }

    private static String uri(Path root) {
        return "qemu:///embed?root=" + root;
    }
}
