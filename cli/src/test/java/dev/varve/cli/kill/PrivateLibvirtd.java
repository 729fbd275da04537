package dev.varve.cli.kill;

import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A libvirtd of a test's own. Its directories are compiled in, so it sees others in their place.
public final class PrivateLibvirtd implements Target {
    private static final Map<String, String> DIRECTORIES =
            Map.of(
                    "etc", "/etc/libvirt",
                    "run", "/run/libvirt",
                    "lib", "/var/lib/libvirt",
                    "cache", "/var/cache/libvirt",
                    "log", "/var/log/libvirt");

    private final Path root;

    private PrivateLibvirtd(Path root) {
        this.root = root;
    }

    /// {@return one that runs}
    public static PrivateLibvirtd start(Path root) throws IOException {
        EmbedRoot.prepare(root);
        for (var directory : DIRECTORIES.keySet()) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.writeString(
                root.resolve("etc/libvirtd.conf"),
                """
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                log_outputs = "2:file:%s"
                """
                        .formatted(root.resolve("log/libvirtd.log")));
        var libvirtd = new PrivateLibvirtd(root);
        libvirtd.begin();
        return libvirtd;
    }

    @Override
    public String uri() {
        return "qemu:///system?socket=" + root.resolve("run/libvirt-sock");
    }

    @Override
    public boolean losesGuests() {
        return false;
    }

    @Override
    public boolean kill() {
        return KilledProcess.ofFile(pidFile(), root).kill();
    }

    @Override
    public boolean revived() {
        begin();
        return true;
    }

    /// With `-d` it says when it can be connected to, by going into the background.
    private void begin() {
        var script = new StringBuilder("set -e\n");
        DIRECTORIES.forEach((own, compiledIn) ->
                script.append("mount --bind '%s' %s\n".formatted(root.resolve(own), compiledIn)));
        script.append("exec /usr/sbin/libvirtd -d -p '%s'\n".formatted(pidFile()));
        Tool.must("unshare", "-m", "sh", "-c", script.toString());
    }

    private Path pidFile() {
        return root.resolve("libvirtd.pid");
    }

    @Override
    public void close() {
        var _ = kill();
        var _ = KilledProcess.killGuests(root);
    }
}
