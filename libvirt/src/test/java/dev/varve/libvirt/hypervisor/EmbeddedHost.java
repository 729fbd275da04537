package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.ContractHost;
import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// Domains with real images on libvirt's embedded driver.
///
/// @param connection to the driver, which outlives this host
/// @param images where this host's files are
record EmbeddedHost(LibvirtConnection connection, Path images) implements ContractHost.Fixture {
    @Override
    public Hypervisor hypervisor() {
        return new LibvirtHypervisor(connection);
    }

    @Override
    public DomainRef domain(String name, List<DiskTarget> disks) {
        var devices = disks.stream().map(disk -> disk(name, disk)).collect(Collectors.joining());
        var xml =
                """
                <domain type='qemu'><name>%s</name><memory unit='MiB'>16</memory>
                <os><type arch='x86_64' machine='pc'>hvm</type></os><devices>%s</devices></domain>
                """
                        .formatted(name, devices);
        try (var domain = connection.defineDomain(xml)) {
            return new DomainRef(UUID.fromString(domain.uuid()), name);
        }
    }

    private String disk(String domain, DiskTarget disk) {
        var image = file(domain + "-" + disk + ".qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1M");
        return """
        <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
        <source file='%s'/><target dev='%s' bus='virtio'/></disk>
        """
                .formatted(image, disk);
    }

    @Override
    public void write(Path image, int value) {
        var write = "write -q -P %d %dk 64k".formatted(value, 64 * value);
        run("qemu-io", "-f", "qcow2", "-c", write, image.toString());
    }

    @Override
    public String digest(Path image) {
        var raw = images.resolveSibling("contents.raw");
        run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.toString(), raw.toString());
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(raw));
            return HexFormat.of().formatHex(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Path file(String name) {
        return images.resolve(name);
    }

    private static void run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
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
    }
}
