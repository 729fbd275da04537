package dev.varve.cli.kill;

import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        var libvirtd = new PrivateLibvirtd(root);
        EmbedRoot.prepare(root);
        for (var directory : DIRECTORIES.keySet()) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.writeString(
                root.resolve("etc/libvirtd.conf"),
                """
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                log_outputs = "1:file:%s"
                log_filters = "1:qemu.qemu_agent 3:*"
                """
                        .formatted(libvirtd.log()));
        libvirtd.begin();
        return libvirtd;
    }

    @Override
    public String uri() {
        return "qemu:///system?socket=" + root.resolve("run/libvirt-sock");
    }

    /// {@return what it has written down: its warnings, and what it told the guests' agents}
    public Path log() {
        return root.resolve("log/libvirtd.log");
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

    /// {@return what runs a program where libvirt's directories are those that it has}
    public List<String> inside(List<String> command) throws IOException {
        var pid = Files.readString(pidFile()).strip();
        var inside = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + pid + "/ns/mnt"));
        inside.addAll(command);
        return inside;
    }

    /// With `-d` it says when it can be connected to, by going into the background. What is mounted
    /// later is seen there too.
    private void begin() {
        var script = new StringBuilder("set -e\n");
        DIRECTORIES.forEach((own, compiledIn) ->
                script.append("mount --bind '%s' %s\n".formatted(root.resolve(own), compiledIn)));
        script.append("exec /usr/sbin/libvirtd -d -p '%s'\n".formatted(pidFile()));
        Tool.must("unshare", "-m", "--propagation", "slave", "sh", "-c", script.toString());
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
