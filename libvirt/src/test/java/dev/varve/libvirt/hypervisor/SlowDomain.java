package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainQemuMonitorCommandFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/// A running domain without an operating system, whose disk is an overlay with some data in it.
///
/// @param handle the domain
/// @param base what the overlay is on
/// @param top the overlay, which the domain has at first
record SlowDomain(LibvirtDomain handle, Path base, Path top) implements AutoCloseable {
    /// How much data there is. QEMU copies neighbouring clusters together, up to 10 MiB of them, before
    /// it looks at its bandwidth: so every second cluster has none.
    static final long BYTES = 2 << 20;

    private static final int CLUSTER = 64 << 10;

    /// The data before anybody rewrites it.
    static final int WRITTEN = 1;

    /// What [#write] is given.
    static final int REWRITTEN = 2;

    /// {@return the domain on an overlay with data}
    static SlowDomain start(LibvirtConnection connection, Path images) {
        var base = create(images);
        var top = images.resolve("slow.top");
        EmbeddedHost.createOverlay(top, base);
        fill(base, 64 << 20, BYTES);
        run(qemuIo(List.of("-f", "qcow2"), "write -q -P " + WRITTEN, top));
        return start(connection, base, top);
    }

    /// {@return the domain on an image without data, for snapshots to be taken}
    static SlowDomain startFlat(LibvirtConnection connection, Path images) {
        var base = create(images);
        return start(connection, base, base);
    }

    /// Writes [#WRITTEN] into an image that no QEMU holds.
    static void fill(Path image, long at, long bytes) {
        var write = "write -q -P " + WRITTEN + " " + at + " " + bytes;
        run("qemu-io", "-f", "qcow2", "-c", write, image.toString());
    }

    private static Path create(Path images) {
        var base = images.resolve("slow.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "128M");
        return base;
    }

    private static SlowDomain start(LibvirtConnection connection, Path base, Path top) {
        var xml =
                """
                <domain type='qemu'><name>slow</name><memory unit='MiB'>16</memory>
                <os><type arch='x86_64' machine='pc'>hvm</type></os><devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
                <source file='%s'/><target dev='vda' bus='virtio'/></disk></devices></domain>
                """
                        .formatted(top);
        var domain = connection.defineDomain(xml);
        domain.create(0);
        return new SlowDomain(domain, base, top);
    }

    DomainRef ref() {
        return new DomainRef(UUID.fromString(handle.uuid()), handle.name());
    }

    int state() {
        return handle.state().state();
    }

    /// {@return the active layer}
    Path head() {
        return DomainXml.parse(handle.xml(VirDomainXMLFlags.SECURE))
                .disk("vda")
                .flatMap(DomainDisk::sourcePath)
                .map(Path::of)
                .orElseThrow();
    }

    /// Writes over all the data, as the guest's disk controller would.
    static void write(LibvirtDomain domain, int value) {
        places().forEach(at -> {
            var answer =
                    domain.monitorCommand(
                            "qemu-io -d /machine/peripheral/virtio-disk0/virtio-backend \"write -P %d %d %d\""
                                    .formatted(value, at, CLUSTER),
                            VirDomainQemuMonitorCommandFlags.HMP);
            assertThat(answer).as("what is no word of qemu-io's, which go to QEMU's log").isEmpty();
        });
    }

    private static LongStream places() {
        return LongStream.range(0, BYTES / CLUSTER).map(i -> 2 * i * CLUSTER);
    }

    private static String[] qemuIo(List<String> options, String command, Path image) {
        var words = new ArrayList<String>();
        words.add("qemu-io");
        words.addAll(options);
        places().forEach(at -> words.addAll(List.of("-c", command + " " + at + " " + CLUSTER)));
        words.add(image.toString());
        return words.toArray(String[]::new);
    }

    /// Checks what is in the data's place, also while the domain runs.
    static void assertReads(Path image, int value) {
        var read = qemuIo(List.of("-U", "-r", "-f", "qcow2"), "read -P " + value, image);
        assertThat(run(read))
                .containsSubsequence(places().mapToObj(at -> "read " + CLUSTER).toList())
                .doesNotContain("failed");
    }

    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
