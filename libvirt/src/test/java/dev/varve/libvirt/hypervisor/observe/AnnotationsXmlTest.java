package dev.varve.libvirt.hypervisor.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.libvirt.xml.SnapshotXml;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AnnotationsXmlTest {
    private static final Annotations NOTED =
            Annotations.none()
                    .withHold(Optional.of("before the migration"))
                    .withTags(new TreeSet<>(Set.of("weekly")))
                    .withPolicy(Optional.of("nightly"))
                    .withExpiry(Optional.of(Instant.parse("2026-11-25T07:28:45Z")));

    private static SnapshotXml snapshot(String name, long created) {
        return SnapshotXml.parse(
                """
                <domainsnapshot>
                  <name>%s</name>
                  <creationTime>%d</creationTime>
                  <domain type='qemu'><name>web</name></domain>
                </domainsnapshot>
                """
                        .formatted(name, created));
    }

    /// {@return `other` with the `<domain>` of `noted`, as libvirt's revert brings it about}
    private static SnapshotXml withDomainOf(SnapshotXml noted, SnapshotXml other) {
        return other.withDomain(noted.domain().orElseThrow());
    }

    @Test
    void whatIsWrittenIsRead() {
        var written = AnnotationsXml.write(snapshot("s1", 1_764_055_725), NOTED);
        assertThat(AnnotationsXml.read(SnapshotXml.parse(written.toString()))).isEqualTo(NOTED);
    }

    @Test
    void nothingIsReadInASnapshotOfAnotherTime() {
        var noted = AnnotationsXml.write(snapshot("s1", 1_764_055_725), NOTED);
        assertThat(AnnotationsXml.read(withDomainOf(noted, snapshot("s2", 1_764_055_726))))
                .isEqualTo(Annotations.none());
    }

    @Test
    void aSnapshotOfTheSameSecondIsNotDeletedForAnother() {
        var noted = AnnotationsXml.write(snapshot("s1", 1_764_055_725), NOTED);
        var read = AnnotationsXml.read(withDomainOf(noted, snapshot("s2", 1_764_055_725)));
        assertThat(read.policy()).isEmpty();
        assertThat(read.expires()).isEmpty();
        assertThat(read.hold()).as("one that was renamed stays held").isPresent();
    }
}
