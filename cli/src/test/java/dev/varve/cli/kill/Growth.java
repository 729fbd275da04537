package dev.varve.cli.kill;

import dev.varve.libvirt.LibvirtConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Lets a tree grow by Varve's own commands, with other contents in every layer.
final class Growth {
    private static final String DOMAIN =
            """
            <domain type='qemu'>
              <name>NAME</name>
              <uuid>UUID</uuid>
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

    private static final int UNITS = 32;

    private final Stage stage;
    private final Scenario scenario;

    Growth(Stage stage, Scenario scenario) {
        this.stage = stage;
        this.scenario = scenario;
    }

    /// {@return the lower of the two layers of [Tree#LAYERS] that no snapshot needs}
    static Path lower(Stage stage) {
        return stage.images().resolve("vda.lower.qcow2");
    }

    /// {@return the upper one, which lies on it}
    static Path upper(Stage stage) {
        return stage.images().resolve("vda.upper.qcow2");
    }

    void grow(LibvirtConnection connection) throws IOException {
        Files.createDirectories(stage.images());
        Held.DISKS.forEach(this::create);
        connection.defineDomain(definition()).close();
        write(Stage.WEB.name(), 0);
        for (int i = 1; i <= 3; i++) {
            must("snapshot-create-as", "web", "s" + i, "--disk-only");
            write(Stage.WEB.name(), i);
        }
        switch (scenario.tree()) {
            case LINE -> {}
            case BRANCHES -> {
                must("snapshot-revert", "web", "s1", "--discard");
                write(Stage.WEB.name(), 4);
            }
            case LAYERS -> growLayers();
            case CLONE -> {
                must("clone", "web", Stage.CLONE, "--snapshot", "s2");
                write(Stage.CLONE, 5);
            }
            case ARCHIVE -> {
                Files.createDirectories(stage.keptArchive().resolveSibling(""));
                must("export", "web", stage.keptArchive().toString());
            }
        }
    }

    private String definition() {
        return DOMAIN.replace("IMAGES", stage.images().toString())
                .replace("NAME", Stage.WEB.name())
                .replace("UUID", Stage.WEB.uuid().toString());
    }

    private void create(String disk) {
        Tool.must(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                stage.images().resolve(disk + ".qcow2").toString(),
                UNITS * unit(disk) + "k");
    }

    private void growLayers() {
        var above = List.of(lower(stage), upper(stage), stage.images().resolve("vda.top.qcow2"));
        for (int i = 0; i < above.size(); i++) {
            must(
                    "snapshot-create-as",
                    "web",
                    "--disk-only",
                    "--no-metadata",
                    "--diskspec",
                    "vda,file=" + above.get(i),
                    "--diskspec",
                    "vdb,snapshot=no");
            write(Stage.WEB.name(), 4 + i);
        }
    }

    /// What QEMU copies while it is killed takes a while; other contents needn't be large.
    private int unit(String disk) {
        return scenario.live() && disk.equals("vda") ? 2048 : 64;
    }

    /// The layers of vda get smaller from the base up, those of vdb larger, so that there are merges
    /// in both directions.
    private void write(String domain, int layer) {
        write(domain, "vda", layer, 14 - 2 * layer);
        write(domain, "vdb", layer, 6 + 2 * layer);
    }

    private void write(String domain, String disk, int layer, int units) {
        var head = Stage.head(stage.domain(domain), disk);
        int from = layer * 4;
        Tool.must(
                "qemu-io",
                "-f",
                "qcow2",
                "-c",
                "write -q -P %d %dk %dk"
                        .formatted(
                                layer + 1,
                                from * unit(disk),
                                Math.min(units, UNITS - from) * unit(disk)),
                head.toString());
    }

    private void must(String... command) {
        if (stage.varve(List.of(command)) != 0) {
            throw new IllegalStateException(List.of(command) + " failed");
        }
    }
}
