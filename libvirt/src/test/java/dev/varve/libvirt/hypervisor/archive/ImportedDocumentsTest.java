package dev.varve.libvirt.hypervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.NewPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A domain's documents for a copy of it, and for the domain itself.
class ImportedDocumentsTest {
    private static final String WEB = "6f1c2d3e-4f50-4172-8394-a5b6c7d8e9fa";
    private static final DomainRef MADE = new DomainRef(new UUID(1, 7), "web2");
    private static final Path NVRAM = Path.of("/new/web2_VARS.fd");
    private static final String NOTES =
            "<metadata><varve:snapshot xmlns:varve='https://varve.dev/xmlns/snapshot/1.0'"
                    + " created='1700000000' of='s1'><varve:hold reason='kept'/>"
                    + "<varve:branch-layer file='/x/web.qcow2'/><varve:branch-layer file='/x/gone'/>"
                    + "<varve:nvram file='/x/web.s1.nvram' of='/x/web_VARS.fd'/>"
                    + "<varve:group name='all'><varve:member uuid='"
                    + WEB
                    + "' name='web'/></varve:group></varve:snapshot></metadata>";

    private static String domain(String element, String nvram, String notes, String image) {
        return ("<%s type='kvm'><name>web</name><uuid>%s</uuid>%s<os><type arch='x86_64'"
                        + " machine='q35'>hvm</type><loader type='pflash'>/usr/share/OVMF/c.fd"
                        + "</loader><nvram template='/usr/share/OVMF/v.fd'>%s</nvram></os><devices>"
                        + "<disk type='file'><driver name='qemu' type='qcow2'/><source file='%s'/>"
                        + "<target dev='vda'/></disk><interface type='user'>"
                        + "<mac address='52:54:00:aa:00:01'/></interface></devices></%s>")
                .formatted(element, WEB, notes, nvram, image, element);
    }

    private static ArchivedSnapshot snapshot(String nvram) {
        return new ArchivedSnapshot(
                new SnapshotName("s1"),
                "<domainsnapshot><name>s1</name><state>shutoff</state>"
                        + "<creationTime>1700000000</creationTime><disks><disk name='vda'"
                        + " snapshot='external'><source file='/x/web.s1'/></disk></disks>"
                        + domain("domain", nvram, NOTES, "/x/web.qcow2")
                        + domain("inactiveDomain", nvram, "", "/x/web.qcow2")
                        + "</domainsnapshot>");
    }

    private static ArchiveStep.DefineImport step(
            Optional<String> original, Optional<Path> nvram, String stated) {
        return new ArchiveStep.DefineImport(
                MADE,
                domain("domain", stated, "", "/x/web.s1"),
                List.of(),
                Optional.empty(),
                List.of(
                        new NewPlace(Path.of("/x/web.qcow2"), Path.of("/new/web2.qcow2")),
                        new NewPlace(Path.of("/x/web.s1"), Path.of("/new/web2.s1")),
                        new NewPlace(Path.of("/x/web.s1.nvram"), Path.of("/new/web2.s1.nvram")),
                        new NewPlace(Path.of("/x/web_VARS.fd"), NVRAM)),
                nvram,
                original);
    }

    @Test
    void aCopyHasNothingOfTheOriginals() {
        var step = step(Optional.of("web"), Optional.of(NVRAM), "/x/web_VARS.fd");
        var documents = ImportedDocuments.of(step);
        var definition = documents.definition(step).toString();
        var snapshot = documents.snapshot(snapshot("/x/web_VARS.fd")).toString();
        for (var document : List.of(definition, snapshot)) {
            assertThat(document)
                    .contains("<name>web2</name>", MADE.uuid().toString(), NVRAM.toString())
                    .doesNotContain(">web<", WEB, "'web'", "/x/", "52:54:00:aa:00:01");
        }
        assertThat(snapshot)
                .contains("<name>s1</name>", "of=\"s1\"", "reason=\"kept\"", "'/new/web2.s1'")
                .contains("file=\"/new/web2.s1.nvram\" of=\"/new/web2_VARS.fd\"")
                .contains("branch-layer file=\"/new/web2.qcow2\"")
                .doesNotContain("varve:group");
        var card = "52:54:00:[0-9a-f:]{8}";
        assertThat(snapshot.replaceAll("(?s).*(" + card + ").*", "$1"))
                .isEqualTo(definition.replaceAll("(?s).*(" + card + ").*", "$1"));
        assertThat(snapshot.split("<name>web2</name>", -1)).hasSize(3);
    }

    /// One that isn't in the archive, for the domain was never started: two guests would write to it.
    @Test
    void aCopyNeverHasTheOriginalsNvram() {
        var step = step(Optional.of("web"), Optional.empty(), "/lib/nvram/web_VARS.fd");
        var documents = ImportedDocuments.of(step);
        assertThat(documents.definition(step).nvram()).isEmpty();
        assertThat(documents.definition(step).toString())
                .contains("template='/usr/share/OVMF/v.fd'");
        var snapshot = documents.snapshot(snapshot("/lib/nvram/web_VARS.fd"));
        assertThat(snapshot.toString()).doesNotContain("/lib/nvram");
    }

    /// The original may make a file under that name, and it isn't the copy's then.
    @Test
    void anOverlayThatIsGoneIsNotTheOriginals() {
        var step = step(Optional.of("web"), Optional.of(NVRAM), "/x/web_VARS.fd");
        var document = snapshot("/x/web_VARS.fd").document();
        var gone = document.replace("file='/x/web.s1'", "file='/x/web.gone'");
        var documents = ImportedDocuments.of(step);
        var copied = documents.snapshot(new ArchivedSnapshot(new SnapshotName("s1"), gone));
        // That of the archive has the name of the snapshot.
        assertThat(copied.disks())
                .extracting(disk -> disk.sourcePath().orElse(""))
                .containsExactly("/new/web2.s1-2");
    }

    @Test
    void theDomainItselfStaysWhatItIs() {
        var step = step(Optional.empty(), Optional.of(NVRAM), "/x/web_VARS.fd");
        var documents = ImportedDocuments.of(step);
        assertThat(documents.definition(step).toString())
                .contains("52:54:00:aa:00:01", NVRAM.toString());
        assertThat(documents.snapshot(snapshot("/x/web_VARS.fd")).toString())
                .contains("<name>web</name>", WEB, "52:54:00:aa:00:01", "varve:group name=\"all\"");
    }
}
