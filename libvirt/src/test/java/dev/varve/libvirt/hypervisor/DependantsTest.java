package dev.varve.libvirt.hypervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot.Scope;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.PartialName;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `base <-- top`, a snapshot on `base`, and something else that needs `base`: whatever it is, the
/// delete of the snapshot neither writes `base` nor removes it.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class DependantsTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final int INCOMPATIBLE_FEATURES = 72;

    @AutoClose private final EmbeddedHost host;
    private final DomainRef web;
    private final Path base;
    private final Path elsewhere;

    DependantsTest(EmbeddedLibvirt libvirt) throws IOException {
        host = libvirt.host();
        web = host.domain("web", List.of(VDA));
        base = host.file("web-vda.qcow2");
        elsewhere = Files.createTempDirectory(base.resolveSibling(".."), "elsewhere");
    }

    @BeforeEach
    void takeSnapshot() {
        host.write(base, 1);
        try (var domain = host.connection().domain("web")) {
            domain.createSnapshot(
                            "<domainsnapshot><name>s1</name></domainsnapshot>",
                            VirDomainSnapshotCreateFlags.DISK_ONLY)
                    .close();
        }
        assertThat(plan().steps()).hasAtLeastOneElementOfType(MergeStep.Commit.class);
    }

    private Plan plan() {
        var intent = new DeleteSnapshot(web, List.of(S1), Scope.ONE, false);
        return (Plan) intent.plan(host.hypervisor().observe());
    }

    private void assertKept(Object reason) {
        var plan = plan();
        assertThat(plan.steps())
                .hasOnlyElementsOfTypes(
                        SnapshotStep.ForgetSnapshot.class, SnapshotStep.Annotate.class);
        assertThat(plan.kept())
                .singleElement()
                .asString()
                .startsWith(base + " stays")
                .contains(reason.toString());
    }

    private Path overlay(Path image, String... options) {
        var command = new ArrayList<>(List.of("qemu-img", "create", "-q"));
        command.addAll(List.of(options));
        command.add(image.toString());
        if (List.of(options).contains("-u")) {
            command.add("1M");
        }
        EmbeddedHost.run(command.toArray(String[]::new));
        return image;
    }

    /// `BASE` stands for the layer, `REL` for its name from where libvirt's QEMU runs.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    qcow2 | file:REL
                    qcow2 | blkdebug::BASE
                    qcow2 | host_device:BASE
                    qcow2 | json:{"driver":"qcow2","file":{"driver":"file","filename":"BASE"}}
                    qcow2 | json:{"driver":"qcow2","file.driver":"file","file.filename":"BASE"}
                    qcow2 | json:{"driver":"raw","file":{"driver":"host_device","filename":"REL"}}
                    qcow2 | json:{'driver':'qcow2', 'file': {'driver':'file', 'filename':'BASE'}}
                    qcow2 | json:{"driver":"qcow2","file":{"driver":"file","filename":"\\u002fBASE"}}
                    qed   | BASE
                    qcow  | BASE
                    """)
    void anOverlayUnderWhateverNameKeepsIt(String format, String name) {
        var backing =
                name.replace("BASE", base.toString()).replace("REL", base.toString().substring(1));
        var clone = overlay(host.file("clone"), "-u", "-f", format, "-b", backing, "-F", "qcow2");
        assertKept("image " + clone);
    }

    @Test
    void theDomainsOwnHeadKeepsItWhereItsHeaderCannotBeFollowed() {
        var head = host.file("web-vda.s1");
        var json =
                "json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"%s\"}}"
                        .formatted(base);
        EmbeddedHost.run(
                "qemu-img",
                "rebase",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                json,
                head.toString());
        assertKept("image " + head);
    }

    @Test
    void anOverlayThatNamesItByALinkOrLiesBehindOneKeepsIt() throws IOException {
        var link = Files.createSymbolicLink(elsewhere.resolve("link"), base);
        var clone =
                overlay(
                        elsewhere.resolve("clone"),
                        "-f",
                        "qcow2",
                        "-b",
                        link.toString(),
                        "-F",
                        "qcow2");
        assertThat(plan().steps()).hasAtLeastOneElementOfType(MergeStep.Commit.class);
        Files.createSymbolicLink(host.file("clone"), clone);
        assertKept("images that are not this domain's");
    }

    /// QEMU looks for a relative name where the link is.
    @Test
    void anOverlayThatIsNamedByALinkIsResolvedFromThere() throws IOException {
        var clone =
                overlay(
                        elsewhere.resolve("clone"),
                        "-u",
                        "-f",
                        "qcow2",
                        "-b",
                        base.getFileName().toString(),
                        "-F",
                        "qcow2");
        var link = Files.createSymbolicLink(host.file("clone"), clone);
        assertKept("image " + link);
    }

    @Test
    void anOverlayWithAUrlKeepsIt() {
        overlay(host.file("clone"), "-f", "qcow2", "-b", "file:" + base, "-F", "qcow2");
        assertKept("images that are not this domain's");
    }

    @Test
    void anotherHardLinkKeepsIt() throws IOException {
        var link = Files.createLink(elsewhere.resolve("base"), base);
        assertKept("another hard link");
        Files.delete(link);
        link = Files.createLink(host.file("copy"), base);
        assertKept("its hard link " + link);
    }

    /// A commit by exchange was cut between its two names, and has to be gone on with.
    @ParameterizedTest
    @CsvSource({"copy, 4f3c-1, true", "copy, mirror-4f3c-1, false", "copy.s1, 4f3c-1, false"})
    void aHardLinkThatIsAboutToBeReplacedDoesNotKeepIt(String name, String tag, boolean replaced)
            throws IOException {
        var link = Files.createLink(host.file("copy"), base);
        Files.createFile(PartialName.of(host.file(name), tag));
        if (replaced) {
            assertThat(plan().steps()).hasAtLeastOneElementOfType(MergeStep.Commit.class);
        } else {
            assertKept("its hard link " + link);
        }
    }

    @Test
    void anImageBelowWhichNoFormatIsStatedKeepsIt() throws IOException {
        var middle =
                overlay(
                        elsewhere.resolve("middle"),
                        "-f",
                        "qcow2",
                        "-b",
                        base.toString(),
                        "-F",
                        "qcow2");
        var clone =
                overlay(host.file("clone"), "-f", "qcow2", "-b", middle.toString(), "-F", "qcow2");
        patch(clone, new byte[] {(byte) 0xe2, 0x79, 0x2a, (byte) 0xca}, new byte[] {0x12, 0, 0, 1});
        assertKept("image " + clone);
    }

    @Test
    void anImageWithFeaturesThatAreNotKnownKeepsIt() throws IOException {
        var clone =
                overlay(host.file("clone"), "-f", "qcow2", "-b", base.toString(), "-F", "qcow2");
        try (var file = new RandomAccessFile(clone.toFile(), "rw")) {
            file.seek(INCOMPATIBLE_FEATURES);
            file.write(0x40);
        }
        assertKept("image " + clone);
    }

    @Test
    void anImageThatHasItAsItsDataFileKeepsIt() throws IOException {
        var data = base.resolveSibling("x".repeat(base.getFileName().toString().length()));
        var image = host.file("with-data");
        EmbeddedHost.run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + data,
                image.toString(),
                "1M");
        patch(image, data.toString().getBytes(UTF_8), base.toString().getBytes(UTF_8));
        assertKept("image " + image);
    }

    @Test
    void theDescriptorOfAVmdkKeepsIt() throws IOException {
        var descriptor = host.file("flat.vmdk");
        Files.writeString(descriptor, "# Disk DescriptorFile\nRW 2048 FLAT \"" + base + "\" 0\n");
        assertKept("image " + descriptor);
    }

    private static void patch(Path file, byte[] from, byte[] to) throws IOException {
        var bytes = Files.readAllBytes(file);
        for (int at = 0; at < 4096; at++) {
            if (Arrays.equals(bytes, at, at + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, bytes, at, to.length);
                Files.write(file, bytes);
                return;
            }
        }
        throw new AssertionError("not found in " + file);
    }

    @Test
    void aProgramThatHasItOpenKeepsIt() throws IOException, InterruptedException {
        var program = new ProcessBuilder("qemu-io", "-r", "-f", "qcow2", base.toString()).start();
        try (var output = program.inputReader();
                var commands = program.outputWriter()) {
            commands.write("length\n");
            commands.flush();
            assertThat(output.readLine()).contains("1 MiB"); // So it is open.
            assertKept("a running program that has it open");
            assertThatThrownBy(() -> perform(new ImageStep.RemoveImage(base)))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("has it open");
            assertThat(base).exists();
        }
        assertThat(program.waitFor()).isZero();
    }

    private void perform(Step step) {
        host.hypervisor().perform(web, step, Progress.none());
    }

    private Path cloned() {
        return overlay(
                elsewhere.resolve("clone"), "-f", "qcow2", "-b", base.toString(), "-F", "qcow2");
    }

    private void define(String name, String disk) {
        host.connection()
                .defineDomain(
                        """
                        <domain type='qemu'><name>%s</name><uuid>%s</uuid><memory unit='MiB'>16</memory>
                        <os><type arch='x86_64' machine='pc'>hvm</type></os><devices>%s</devices></domain>
                        """
                                .formatted(
                                        name, UUID.nameUUIDFromBytes(name.getBytes(UTF_8)), disk))
                .close();
    }

    private static String disk(Path image, String more) {
        return """
        <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
        <source file='%s'/>%s<target dev='vda' bus='virtio'/></disk>
        """
                .formatted(image, more);
    }

    @Test
    void aTransientDomainKeepsIt() {
        define("clone", disk(cloned(), ""));
        try (var clone = host.connection().domain("clone")) {
            clone.create(0);
            clone.undefineFlags(0);
            assertThat(clone.isPersistent()).isFalse();
            assertKept("domain clone");
            clone.destroy();
        }
        assertThat(plan().steps()).hasAtLeastOneElementOfType(MergeStep.Commit.class);
    }

    @Test
    void theNextStartOfARunningDomainKeepsIt() {
        define("clone", disk(overlay(elsewhere.resolve("now"), "-u", "-f", "qcow2"), ""));
        try (var clone = host.connection().domain("clone")) {
            clone.create(0);
            define("clone", disk(cloned(), ""));
            assertKept("domain clone");
            clone.destroy();
        }
    }

    @Test
    void aSnapshotOfAnotherDomainKeepsIt() {
        define("clone", disk(cloned(), ""));
        try (var clone = host.connection().domain("clone")) {
            clone.createSnapshot(
                            "<domainsnapshot><name>s1</name></domainsnapshot>",
                            VirDomainSnapshotCreateFlags.DISK_ONLY)
                    .close();
        }
        define("clone", disk(overlay(elsewhere.resolve("new"), "-u", "-f", "qcow2"), ""));
        assertKept("domain clone");
    }

    @Test
    void aChainThatADefinitionStatesKeepsIt() {
        var blank = overlay(elsewhere.resolve("blank"), "-u", "-f", "qcow2");
        var chain =
                "<backingStore type='file'><format type='qcow2'/><source file='%s'/><backingStore/></backingStore>"
                        .formatted(base);
        define("clone", disk(blank, chain));
        assertKept("disk vda of clone");
    }
}
