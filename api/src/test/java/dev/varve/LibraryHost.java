package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.EmbedRoot;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.Change;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.ProgressListener;
import dev.varve.state.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// Domains with real images on the embedded libvirt of this process, and the library on it. Its domains are shut off, and
/// have names that no other test uses.
final class LibraryHost implements AutoCloseable {
    private final LibvirtConnection connection = Opened.HOST.connection();
    private final Varve varve = Opened.HOST.varve();
    private final Path images;

    private LibraryHost(Path images) {
        this.images = images;
    }

    /// The root of this process's libvirt, which goes with the process: libvirt opens its driver
    /// some ten times only.
    private record Root(Path path, String uri, LibvirtConnection connection, Varve varve) {
        static Root prepare() {
            try {
                var path = Files.createTempDirectory("varve-library");
                var uri = EmbedRoot.prepare(path);
                var connection = LibvirtConnection.open(uri);
                var root = new Root(path, uri, connection, Varve.open(uri));
                Runtime.getRuntime().addShutdownHook(new Thread(root::end));
                return root;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void end() {
            varve.close();
            connection.close();
            try (var files = Files.walk(path)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The one of this process.
    private static final class Opened {
        static final Root HOST = Root.prepare();
    }

    static LibraryHost open() {
        try {
            return new LibraryHost(Files.createTempDirectory(Opened.HOST.path(), "images"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Varve varve() {
        return varve;
    }

    /// {@return libvirt, as others use it}
    LibvirtConnection connection() {
        return connection;
    }

    /// {@return where journals are}
    Path journals() {
        return Opened.HOST.path().resolve("varve/journal");
    }

    Path file(String name) {
        return images.resolve(name);
    }

    /// {@return a new domain with one disk, `vda`, of 1 MiB}
    Domain define(String prefix) {
        var name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
        var image = file(name + ".qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1M");
        connection
                .defineDomain(
                        """
                        <domain type='qemu'><name>%s</name><memory unit='MiB'>16</memory>
                        <os><type arch='x86_64' machine='pc'>hvm</type></os><devices>
                        <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
                        <source file='%s'/><target dev='vda' bus='virtio'/></disk></devices></domain>
                        """
                                .formatted(name, image))
                .close();
        return varve.domain(name);
    }

    /// {@return the active layer of the domain's disk}
    static Path head(Domain domain) {
        return domain.disks().getFirst().image().orElseThrow();
    }

    /// Writes 64 KiB of that value at 64 KiB times that value, as a guest would.
    void write(Domain domain, int value) {
        var write = "write -q -P %d %dk 64k".formatted(value, 64 * value);
        run("qemu-io", "-f", format(domain), "-c", write, head(domain).toString());
    }

    /// {@return whether what was written with that value is there}
    boolean holds(Domain domain, int value) {
        var read = "read -q -P %d %dk 64k".formatted(value, 64 * value);
        return code("qemu-io", "-f", format(domain), "-c", read, head(domain).toString()) == 0;
    }

    private static String format(Domain domain) {
        return domain.disks().stream().map(Disk::format).findFirst().orElseThrow().orElseThrow();
    }

    /// {@return what was done}
    static Plan perform(Domain domain, Change change) {
        var outcome = domain.perform(change, ProgressListener.silent());
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).plan();
    }

    static void run(String... command) {
        assertThat(code(command)).as(List.of(command).toString()).isZero();
    }

    private static int code(String... command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.PIPE)
                            .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.onExit().join().exitValue();
            if (code != 0 && said.contains("Could not open")) {
                throw new AssertionError(said);
            }
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As `virsh undefine --snapshots-metadata` does.
    void undefine(Domain domain) {
        try (var handle = connection.domainByUuid(domain.uuid().toString())) {
            handle.undefineFlags(VirDomainUndefineFlagsValues.SNAPSHOTS_METADATA);
        }
    }

    /// Another test of this process may have undefined one of its own since they were listed.
    private boolean isOurs(LibvirtDomain handle) {
        try {
            return handle.xml(0).contains(images.toString());
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_DOMAIN) {
                return false;
            }
            throw e;
        }
    }

    /// Undefines all domains of this test.
    @Override
    public void close() {
        for (var handle : connection.domains(0)) {
            try (handle) {
                if (isOurs(handle)) {
                    handle.undefineFlags(VirDomainUndefineFlagsValues.SNAPSHOTS_METADATA);
                }
            }
        }
    }
}
