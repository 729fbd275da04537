package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An embedded libvirt with one domain `web` of two disks, which is never started.
final class KillHost {
    private static final Pattern SOURCE = Pattern.compile("<source file='([^']+)'");
    private final Path root;
    private final Path images;

    /// What a process said, and how it ended.
    record Ended(int exit, String text) {}

    KillHost(Path root) throws IOException {
        this.root = root;
        this.images = Files.createDirectories(root.resolve("images"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/qemu.conf"),
                """
                user = "root"
                group = "root"
                security_driver = "none"
                stdio_handler = "file"
                cgroup_controllers = [ ]
                namespaces = [ ]
                dynamic_ownership = 0
                remember_owner = 0
                """);
    }

    private String uri() {
        return "qemu:///embed?root=" + root;
    }

    void define() throws Exception {
        var disks =
                Stream.of("vda", "vdb")
                        .map(disk ->
                                """
                                <disk type='file' device='disk'>
                                  <driver name='qemu' type='qcow2'/>
                                  <source file='%s/%s.qcow2'/><target dev='%s' bus='virtio'/>
                                </disk>
                                """
                                        .formatted(images, disk, disk))
                        .collect(Collectors.joining());
        Files.writeString(
                root.resolve("web.xml"),
                """
                <domain type='qemu'><name>web</name><memory unit='MiB'>32</memory>
                <os><type arch='x86_64'>hvm</type></os><devices>%s</devices></domain>
                """
                        .formatted(disks));
        virsh("define " + root.resolve("web.xml"));
    }

    /// Makes the disks and the three snapshots anew.
    void grow() throws Exception {
        virsh("undefine web --snapshots-metadata");
        for (var image : files()) {
            Files.delete(image);
        }
        for (var disk : KillTest.disks()) {
            required("qemu-img", "create", "-q", "-f", "qcow2", image(disk, "qcow2"), "4M");
        }
        write(1, "qcow2");
        virsh("define " + root.resolve("web.xml") + "; snapshot-create-as web s1 --disk-only");
        write(2, "s1");
        virsh("snapshot-create-as web s2 --disk-only");
        write(3, "s2");
        virsh("snapshot-create-as web s3 --disk-only");
        write(4, "s3");
    }

    private String image(String disk, String ending) {
        return images.resolve(disk + "." + ending).toString();
    }

    /// Overwrites the first cluster and writes one of its own.
    private void write(int pattern, String ending) throws Exception {
        for (var disk : KillTest.disks()) {
            required(
                    "qemu-io",
                    "-f",
                    "qcow2",
                    "-c",
                    "write -q -P " + pattern + " 0 64k",
                    "-c",
                    "write -q -P " + pattern + " " + pattern * 64 + "k 64k",
                    image(disk, ending));
        }
    }

    Ended killed(String operation, String snapshot, int point) throws Exception {
        return java(
                KilledVarve.class.getName(),
                root.toString(),
                operation,
                snapshot,
                Integer.toString(point));
    }

    /// Ends what was killed: by `recover`, or by the same command again. That may find that it had
    /// been done.
    void end(String operation, String snapshot, boolean recover) throws Exception {
        var arguments = new ArrayList<>(List.of("-c", uri()));
        if (recover) {
            arguments.addAll(List.of("recover", "web"));
        } else if (operation.equals("create")) {
            arguments.addAll(List.of("snapshot-create-as", "web", snapshot, "--disk-only"));
        } else {
            arguments.addAll(List.of("snapshot-" + operation, "web", snapshot));
        }
        var ended = java("dev.varve.cli.Main", arguments.toArray(String[]::new));
        var done =
                ended.text().contains("no domain snapshot with matching name")
                        || ended.text().contains("already exists");
        assertThat(ended.exit() == 0 || (!recover && done)).as(ended.text()).isTrue();
        // The second way looks at what is there and says so, but leaves the journal to `recover`
        // when it has nothing to do itself.
        if (ended.exit() != 0) {
            required(javaCommand("dev.varve.cli.Main", "-c", uri(), "recover", "web"));
        }
    }

    /// {@return digests of what is read through the snapshots and through the head}
    Map<String, String> contents(List<String> snapshots) throws Exception {
        var contents = new TreeMap<String, String>();
        for (var name : snapshots) {
            var xml = virsh("snapshot-dumpxml web " + name);
            digest(contents, name, sources(xml.substring(xml.indexOf("<domain type"))));
        }
        return contents;
    }

    private static List<Path> sources(String xml) {
        return SOURCE.matcher(xml).results().map(match -> Path.of(match.group(1))).toList();
    }

    private void digest(Map<String, String> into, String name, List<Path> sources)
            throws Exception {
        for (var source : sources) {
            var disk = String.valueOf(source.getFileName()).substring(0, 3);
            var raw = root.resolve("raw");
            required("qemu-img", "convert", "-O", "raw", source.toString(), raw.toString());
            into.put(
                    name + " " + disk,
                    Integer.toHexString(java.util.Arrays.hashCode(Files.readAllBytes(raw))));
        }
    }

    /// {@return the journals of operations that haven't ended}
    List<Path> unfinished() throws IOException {
        return list(root.resolve("varve/journal"));
    }

    /// {@return files beside the images that no domain and no snapshot names}
    List<Path> strangers() throws Exception {
        var named = new ArrayList<>(sources(virsh("dumpxml web")));
        for (var name : virsh("snapshot-list web --name").split("\n", -1)) {
            if (!name.isBlank()) {
                named.addAll(sources(virsh("snapshot-dumpxml web " + name.strip())));
            }
        }
        return files().stream().filter(file -> !named.contains(file)).toList();
    }

    List<Path> images() throws IOException {
        return files();
    }

    private List<Path> files() throws IOException {
        return list(images);
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private String virsh(String commands) throws Exception {
        return required("virsh", "-q", "-c", uri(), commands);
    }

    private Ended java(String main, String... arguments) throws Exception {
        return run(javaCommand(main, arguments));
    }

    private static String[] javaCommand(String main, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private String required(String... command) throws Exception {
        var ended = run(command);
        assertThat(ended.exit()).as(String.join(" ", command) + ": " + ended.text()).isZero();
        return ended.text();
    }

    Ended run(String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LIBVIRT_LOG_OUTPUTS", "3:file:" + root.resolve("libvirt.log"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), text);
    }

    void undefine() throws Exception {
        virsh("undefine web --snapshots-metadata");
    }
}
