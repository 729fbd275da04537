package dev.varve.cli.kill;

import dev.varve.cli.Varve;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An embedded libvirt with the domain web, whose two disks have other contents in every layer. Its
/// state before the command is kept, to be put back for every kill.
final class Stage {
    private static final String DOMAIN =
            """
            <domain type='qemu'>
              <name>web</name>
              <uuid>5e6e4f6c-6f0f-4b0e-8e53-6c1f0f0a7b11</uuid>
              <memory unit='MiB'>16</memory>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='IMAGES/vda.qcow2'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='IMAGES/vdb.qcow2'/>
                  <target dev='vdb' bus='virtio'/>
                </disk>
              </devices>
            </domain>
            """;

    private final Path root;
    private final String uri;
    private final Scenario scenario;
    private final LibvirtConnection connection;

    /// @param uri the connection's, for Varve's own
    Stage(Path root, String uri, Scenario scenario, LibvirtConnection connection) {
        this.root = root;
        this.uri = uri;
        this.scenario = scenario;
        this.connection = connection;
    }

    static String uri(Path root) {
        return "qemu:///embed?root=" + root;
    }

    Path images() {
        return root.resolve("images");
    }

    Path journals() {
        return root.resolve("varve/journal");
    }

    Path locks() {
        return root.resolve("varve/locks");
    }

    private Path kept() {
        return root.resolve("kept");
    }

    /// {@return a copy of what was read before the command: through a snapshot's frozen layer, or
    /// through the head}
    Path raw(String name, String disk) {
        return kept().resolve("raw").resolve(name + "." + disk);
    }

    /// {@return the path of a text that is kept}
    Path text(String name) {
        return kept().resolve(name);
    }

    HostState observe() {
        return new LibvirtHypervisor(connection).observe();
    }

    Domain web() {
        return observe().domains().getFirst();
    }

    LibvirtDomain domain() {
        return connection.domain("web");
    }

    /// Runs a command of Varve's to its end.
    ///
    /// @return its exit code
    int varve(List<String> command) {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var words = Stream.concat(Stream.of("-c", uri), command.stream()).toList();
        return new Varve(out, out, Map.of("XDG_STATE_HOME", root.toString())).run(words);
    }

    /// Waits until libvirt knows of a guest's end.
    void awaitGuestsEnd() throws InterruptedException {
        var ended = new CountDownLatch(1);
        try (var web = domain();
                var _ =
                        connection.onLifecycle(event -> {
                            if (event.event() == VirDomainEventType.STOPPED) {
                                ended.countDown();
                            }
                        })) {
            if (web.isActive() && !ended.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("libvirt says that a guest without a QEMU runs");
            }
        }
    }

    void stopGuest() {
        try (var web = domain()) {
            if (web.isActive()) {
                web.destroy();
            }
        }
        var _ = endLost();
    }

    /// A libvirtd that is killed at the end of a commit may lose a guest. Varve names the process.
    ///
    /// @return whether there was one, which has been ended
    boolean endLost() {
        var lost = observe().halfDone(web().ref()).lost();
        lost.ifPresent(qemu -> {
            System.out.println("LOST " + qemu.process());
            new KilledProcess(Optional.of(qemu.process())).kill();
        });
        return lost.isPresent();
    }

    /// Puts everything in place, as it was before the command.
    void set() throws IOException {
        clear();
        if (!Files.exists(kept())) {
            grow();
            keep();
            clear();
        }
        Tool.must(
                "cp",
                "-a",
                "--sparse=always",
                kept().resolve("images").toString(),
                images().toString());
        connection.defineDomain(Files.readString(text("domain.xml"))).close();
        try (var web = domain()) {
            redefineSnapshots(web);
            if (scenario.live()) {
                web.create(0);
            }
        }
        if (!Files.exists(text("metadata"))) {
            Files.writeString(text("metadata"), Ending.metadata(web()));
        }
    }

    private void redefineSnapshots(LibvirtDomain web) throws IOException {
        var current = Files.readString(text("current"));
        for (var name : Files.readAllLines(text("snapshots"))) {
            int flag = name.equals(current) ? VirDomainSnapshotCreateFlags.CURRENT : 0;
            web.createSnapshot(
                            Files.readString(text(name + ".xml")),
                            VirDomainSnapshotCreateFlags.REDEFINE | flag)
                    .close();
        }
    }

    private void clear() {
        for (var domain : connection.domains(0)) {
            try (domain) {
                if (domain.isActive()) {
                    domain.destroy();
                }
                domain.undefineFlags(
                        VirDomainUndefineFlagsValues.SNAPSHOTS_METADATA
                                | VirDomainUndefineFlagsValues.MANAGED_SAVE);
            }
        }
        var elsewhere = Scenario.elsewhere(images()).toString();
        Tool.must("rm", "-rf", images().toString(), journals().toString(), elsewhere);
        Tool.must("mkdir", elsewhere);
    }

    private void grow() throws IOException {
        Files.createDirectories(images());
        create("vda");
        create("vdb");
        connection.defineDomain(DOMAIN.replace("IMAGES", images().toString())).close();
        write(0);
        for (int i = 1; i <= 3; i++) {
            must("snapshot-create-as", "web", "s" + i, "--disk-only");
            write(i);
        }
        if (scenario.tree() == Scenario.Tree.BRANCHES) {
            must("snapshot-revert", "web", "s1", "--discard");
            write(4);
        }
    }

    private void create(String disk) {
        Tool.must(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                images().resolve(disk + ".qcow2").toString(),
                32 * unit(disk) + "k");
    }

    /// What QEMU copies while it is killed takes a while; other contents needn't be large.
    private int unit(String disk) {
        return scenario.live() && disk.equals("vda") ? 2048 : 64;
    }

    /// The layers of vda get smaller from the base up, those of vdb larger, so that there are merges
    /// in both directions.
    private void write(int layer) {
        write("vda", layer, 14 - 2 * layer);
        write("vdb", layer, 6 + 2 * layer);
    }

    private void write(String disk, int layer, int units) {
        var head = head(web(), disk);
        Tool.must(
                "qemu-io",
                "-f",
                "qcow2",
                "-c",
                "write -q -P %d %dk %dk"
                        .formatted(layer + 1, layer * 4 * unit(disk), units * unit(disk)),
                head.toString());
    }

    static Path head(Domain web, String disk) {
        return web.nextDisks().stream()
                .filter(d -> d.target().name().equals(disk))
                .flatMap(d -> d.source().image().stream())
                .findFirst()
                .orElseThrow();
    }

    private void must(String... command) {
        if (varve(List.of(command)) != 0) {
            throw new IllegalStateException(List.of(command) + " failed");
        }
    }

    private void keep() throws IOException {
        Files.createDirectories(kept().resolve("raw"));
        Tool.must(
                "cp",
                "-a",
                "--sparse=always",
                images().toString(),
                kept().resolve("images").toString());
        try (var web = domain()) {
            Files.writeString(text("domain.xml"), web.xml(VirDomainXMLFlags.SECURE));
            var names = new java.util.ArrayList<String>();
            for (var snapshot : web.snapshots(VirDomainSnapshotListFlags.TOPOLOGICAL)) {
                try (snapshot) {
                    names.add(snapshot.name());
                    Files.writeString(
                            text(snapshot.name() + ".xml"),
                            snapshot.xml(VirDomainSnapshotXMLFlags.SECURE));
                }
            }
            Files.write(text("snapshots"), names);
        }
        var web = web();
        Files.writeString(text("current"), web.current().orElseThrow().value());
        Ending.layers(web)
                .forEach((name, path) -> convert(path, kept().resolve("raw").resolve(name)));
    }

    private static void convert(Path image, Path raw) {
        Tool.must("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
    }
}
