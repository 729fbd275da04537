package dev.varve.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    private EmbedRoot() {}

    /// Makes the directory, where it isn't there, one for an embedded libvirt.
    ///
    /// @return the URI of that libvirt
    public static String prepare(Path root) throws IOException {
        var etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("qemu.conf"), QEMU_CONF);
        return "qemu:///embed?root=" + root;
    }
}
