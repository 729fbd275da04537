package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Archives that were made to give a guest files of the host: nothing of them is unpacked.
@Tag("guest")
class HostileArchiveTest {
    private static final DomainRef EVIL = new DomainRef(new UUID(1, 7), "evil");

    @AutoClose private final PrivateHost host = PrivateHost.create();
    private Path secret = Path.of("");
    private Path target = Path.of("");

    HostileArchiveTest() throws IOException {}

    @BeforeEach
    void choosePlaces() throws IOException {
        secret = Files.writeString(host.root().resolve("secret"), "of the host".repeat(10_000));
        target = Files.createDirectories(host.root().resolve("target"));
    }

    private Path image(String... options) throws Exception {
        var image = host.images().resolve("evil.qcow2");
        var command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        command.addAll(List.of(options));
        command.addAll(List.of(image.toString(), "64K"));
        host.run(command.toArray(String[]::new)).ok();
        return image;
    }

    private static ArchivedFile file(Role role, Path origin, Optional<ImageFormat> format) {
        return new ArchivedFile("it", role, origin, format, Optional.empty(), 0);
    }

    private static String domain(Path source, String format, String chain) {
        return """
        <domain type='qemu'><name>evil</name><uuid>%s</uuid><memory unit='MiB'>32</memory>
        <os><type arch='x86_64' machine='pc'>hvm</type></os><devices><disk type='file'>
        <driver name='qemu' type='%s'/><source file='%s'/>%s<target dev='vda' bus='virtio'/>
        </disk></devices></domain>\
        """
                .formatted(EVIL.uuid(), format, source, chain);
    }

    private Path archive(ArchivedFile file, String definition, List<ArchivedSnapshot> snapshots)
            throws IOException {
        var domain =
                new ArchivedDomain(EVIL, definition, snapshots, Optional.empty(), List.of(file));
        var archive = host.root().resolve("evil.tar");
        try (var out = Files.newOutputStream(archive)) {
            ArchiveFile.write(domain, out, Instant.EPOCH, _ -> {});
        }
        return archive;
    }

    private Outcome imported(
            ArchivedFile file, String definition, List<ArchivedSnapshot> snapshots, String... more)
            throws Exception {
        var archive = archive(file, definition, snapshots);
        var command =
                new ArrayList<>(List.of("import", archive.toString(), "--dir", target.toString()));
        command.addAll(List.of(more));
        return host.varve(command.toArray(String[]::new));
    }

    private void assertRefused(Outcome outcome, String why) throws Exception {
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(4);
        assertThat(outcome.err()).contains("cannot import", why);
        assertThat(PrivateHost.listing(target)).isEmpty();
        assertThat(host.virsh("list", "--all", "--name").ok().strip()).isEmpty();
    }

    /// No header of a raw image is looked at, nor one of a file of another kind.
    @Test
    void anImageThatIsSaidToBeSomethingElseIsRefused() throws Exception {
        var image = image("-u", "-b", secret.toString(), "-F", "raw");
        var definition = domain(image, "qcow2", "");

        var raw = file(Role.IMAGE, image, Optional.of(ImageFormat.RAW));
        assertRefused(
                imported(raw, definition, List.of(), "--accept-host-references"),
                "is raw by the manifest, and qcow2 by the XML");
        assertRefused(
                imported(file(Role.NVRAM, image, Optional.empty()), definition, List.of()),
                "is of another kind");
    }

    @Test
    void aSnapshotOfAnotherFileIsRefusedUnlessItIsAccepted() throws Exception {
        var image = image();
        var snapshot =
                new ArchivedSnapshot(
                        new SnapshotName("s1"),
                        """
                        <domainsnapshot><name>s1</name><state>shutoff</state>
                        <creationTime>1700000000</creationTime><memory snapshot='no'/>
                        <disks><disk name='vda' snapshot='external' type='file'>
                        <driver type='qcow2'/><source file='%s'/></disk></disks>
                        %s</domainsnapshot>\
                        """
                                .formatted(image, domain(secret, "raw", "")));
        var file = file(Role.IMAGE, image, Optional.of(ImageFormat.QCOW2));
        var definition = domain(image, "qcow2", "");

        assertRefused(imported(file, definition, List.of(snapshot)), "disk vda " + secret);
        assertRefused(
                imported(file, definition, List.of(snapshot), "--dry-run"), "disk vda " + secret);
        var accepted = imported(file, definition, List.of(snapshot), "--accept-host-references");
        assertThat(accepted.exit()).as("%s", accepted).isZero();
        assertThat(accepted.err()).contains("note: the domain uses disk vda " + secret);
    }

    /// The image stays where it is named, so that nothing about it has to be changed.
    @Test
    void noChainIsDefined() throws Exception {
        var image = image();
        var chain =
                "<backingStore type='file'><format type='raw'/><source file='"
                        + secret
                        + "'/><backingStore/></backingStore>";
        var origin = target.resolve("evil.qcow2");
        Files.move(image, origin);
        var file = file(Role.IMAGE, origin, Optional.of(ImageFormat.QCOW2));
        var archive = archive(file, domain(origin, "qcow2", chain), List.of());
        Files.delete(origin);

        host.varve("import", archive.toString(), "--dir", target.toString()).ok();
        assertThat(origin).exists();
        assertThat(host.virsh("dumpxml", "evil", "--inactive").ok())
                .contains(origin.toString())
                .doesNotContain(secret.toString());
    }
}
