package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.testing.contract.StoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
record EmbeddedHost(LibvirtConnection connection, Path images)
        implements StoreContract.StoreFixture {
    /// What OVMF's image with 4 MiB has for them.
    private static final int VARIABLES = 528 << 10;

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

    /// The definition doesn't name the NVRAM: libvirt chooses the firmware, and the file's name.
    @Override
    public void addStores(DomainRef domain) {
        try (var defined = connection.domainByUuid(domain.uuid().toString())) {
            var xml =
                    defined.xml(0)
                            .replaceFirst("<os>", "<os firmware='efi'>")
                            .replaceFirst("</os>", "</os><features><acpi/></features>")
                            .replaceFirst(
                                    "</devices>",
                                    "<tpm model='tpm-tis'><backend type='emulator'"
                                            + " version='2.0'/></tpm></devices>");
            connection.defineDomain(xml).close();
            var lib = root().resolve("lib");
            var nvram = Files.createDirectories(lib.resolve("qemu/nvram"));
            Files.write(nvram.resolve(domain.name() + "_VARS.fd"), new byte[VARIABLES]);
            var tpm = lib.resolve("swtpm").resolve(defined.uuid()).resolve("tpm2");
            setUpTpm(Files.createDirectories(tpm));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path root() {
        return Path.of(connection.uri().replaceFirst(".*root=", ""));
    }

    /// What swtpm_setup does, which takes seconds, once for all tests.
    private void setUpTpm(Path directory) throws IOException {
        var made = root().resolve("tpm2-00.permall");
        if (!Files.exists(made)) {
            run("swtpm_setup", "--tpm2", "--tpmstate", root().toString());
        }
        Files.copy(made, directory.resolve("tpm2-00.permall"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void store(Path store, String contents) {
        try {
            Files.writeString(store, contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String stored(Path file) {
        try {
            return sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] contents) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contents));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
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
            return sha256(Files.readAllBytes(raw));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path file(String name) {
        return images.resolve(name);
    }

    /// Makes an overlay, as a user does.
    static void createOverlay(Path overlay, Path base) {
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                base.toString(),
                overlay.toString());
    }

    static void run(String... command) {
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
                                | VirDomainUndefineFlagsValues.MANAGED_SAVE
                                | VirDomainUndefineFlagsValues.NVRAM);
            }
        }
    }
}
