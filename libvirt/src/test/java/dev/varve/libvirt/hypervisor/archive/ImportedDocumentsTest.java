package dev.varve.libvirt.hypervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What makes a domain itself is its own in a copy of it, in each of its documents alike.
class ImportedDocumentsTest {
    private static final DomainRef WEB =
            new DomainRef(UUID.fromString("00000000-0000-4000-8000-000000000001"), "web");
    private static final DomainRef COPY =
            new DomainRef(UUID.fromString("00000000-0000-4000-8000-000000000002"), "copy");

    private static final String DEFINITION =
            """
            <domain type='qemu'><name>web</name><uuid>00000000-0000-4000-8000-000000000001</uuid>
            <genid>00000000-0000-4000-8000-00000000000a</genid>
            <sysinfo type='smbios'><system>
            <entry name='uuid'>00000000-0000-4000-8000-000000000001</entry></system></sysinfo>
            <devices>%s
            <console type='unix'><source mode='bind' path='/images/web.console'/></console>
            </devices></domain>\
            """;

    private static final String FIRST =
            "<interface type='network'><mac address='52:54:00:00:00:01'/></interface>";
    private static final String SECOND =
            "<interface type='network'><mac address='52:54:00:00:00:02'/></interface>";

    private static final ArchivedSnapshot SNAPSHOT =
            new ArchivedSnapshot(new SnapshotName("s1"), snapshot());

    private static String snapshot() {
        var bare =
                "<domainsnapshot><name>s1</name>"
                        + DEFINITION.formatted(SECOND)
                        + DEFINITION.formatted(SECOND).replace("domain", "inactiveDomain")
                        + "</domainsnapshot>";
        var notes =
                Annotations.none()
                        .withTags(Set.of("kept"))
                        .withGroup(Optional.of(new Group("g", List.of(WEB))));
        return AnnotationsXml.write(SnapshotXml.parse(bare), notes).toString();
    }

    private static ImportedDocuments documents(DomainRef made) {
        var step =
                new ArchiveStep.DefineImport(
                        made,
                        DEFINITION.formatted(FIRST + SECOND),
                        List.of(SNAPSHOT),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
        return new ImportedDocuments(step, new NamedFiles(path -> path));
    }

    private static List<String> addresses(DomainXml domain) {
        return domain.root().path("devices", "interface", "mac").stream()
                .flatMap(mac -> mac.attribute("address").stream())
                .toList();
    }

    @Test
    void aCopyHasAnIdentityOfItsOwn() {
        var text = documents(COPY).definition();
        assertThat(text)
                .contains("<name>copy</name>", COPY.uuid().toString(), "/images/copy.console")
                .doesNotContain(
                        "web",
                        "000000000001",
                        "00000000000a",
                        "52:54:00:00:00:01",
                        "52:54:00:00:00:02");
        assertThat(addresses(DomainXml.parse(text)))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(address -> address.matches("52:54:00(:[0-9a-f]{2}){3}"));
        assertThat(documents(COPY).definition()).isEqualTo(text);
    }

    /// A card that was alone then is the second one now.
    @Test
    void aCardHasOneAddressInAllDocuments() {
        var copied = documents(COPY).of(SNAPSHOT);

        var now = addresses(DomainXml.parse(documents(COPY).definition()));
        assertThat(addresses(copied.domain().orElseThrow())).containsExactly(now.getLast());
        assertThat(copied.root().path("inactiveDomain", "devices", "interface", "mac"))
                .extracting(mac -> mac.attribute("address"))
                .containsExactly(Optional.of(now.getLast()));
        assertThat(copied.toString())
                .contains("<name>copy</name>")
                .doesNotContain("000000000001", "<name>web</name>");
    }

    @Test
    void aCopyIsNoMemberOfAGroup() {
        var notes = AnnotationsXml.written(documents(COPY).of(SNAPSHOT));
        assertThat(notes.group()).isEmpty();
        assertThat(notes.tags()).containsExactly("kept");
        assertThat(AnnotationsXml.written(documents(WEB).of(SNAPSHOT)).group()).isPresent();
    }

    @Test
    void theDomainItselfStaysAsItWas() {
        assertThat(DomainXml.parse(documents(WEB).definition()))
                .isEqualTo(DomainXml.parse(DEFINITION.formatted(FIRST + SECOND)));
        assertThat(addresses(documents(WEB).of(SNAPSHOT).domain().orElseThrow()))
                .containsExactly("52:54:00:00:00:02");
    }
}
