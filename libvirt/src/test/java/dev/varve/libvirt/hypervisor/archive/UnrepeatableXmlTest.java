package dev.varve.libvirt.hypervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Unrepeatable;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a copy of an archive's domain can't have.
class UnrepeatableXmlTest {
    private static final String OWN =
            "<disk type='file'><source file='/x/web.qcow2'/><target dev='vda'/></disk>";

    private static Unrepeatable of(String devices, String... snapshots) {
        var image =
                new ArchivedFile(
                        "images/web.qcow2",
                        Role.IMAGE,
                        Path.of("/x/web.qcow2"),
                        Optional.of(ImageFormat.QCOW2),
                        Optional.empty(),
                        1);
        var taken =
                IntStream.range(0, snapshots.length)
                        .mapToObj(i ->
                                new ArchivedSnapshot(
                                        new SnapshotName("s" + i),
                                        "<domainsnapshot>" + snapshots[i] + "</domainsnapshot>"))
                        .toList();
        return UnrepeatableXml.of(
                new ArchivedDomain(
                        new DomainRef(new UUID(1, 2), "web"),
                        domain(devices),
                        taken,
                        Optional.empty(),
                        List.of(image)));
    }

    private static String domain(String devices) {
        return "<domain type='kvm'><name>web</name><devices>" + devices + "</devices></domain>";
    }

    @Test
    void anOrdinaryDomainHasNothingOfTheKind() {
        var drives =
                "<disk type='file' device='cdrom'><source file='/iso/a.iso'/>"
                        + "<target dev='sda'/><readonly/></disk>"
                        + "<disk type='file' device='floppy'><source startupPolicy='optional'/>"
                        + "<target dev='fda'/></disk>"
                        + "<serial type='file'><source path='/x/web.log'/></serial>";
        assertThat(of(OWN + drives, "<memory snapshot='no'/>" + domain(OWN + drives)))
                .isEqualTo(Unrepeatable.nothing());
    }

    @Test
    void memoryIsTheOriginals() {
        var found =
                of(
                        OWN,
                        "<memory snapshot='external' file='/x/m'/>",
                        "<memory snapshot='internal'/>",
                        "<memory file='/x/m'/>",
                        "<memory snapshot='no'/>",
                        "");
        assertThat(found.remembering())
                .extracting(SnapshotName::value)
                .containsExactly("s0", "s1", "s2");
    }

    @Test
    void twoGuestsCantWriteToOneImage() {
        var network =
                "<disk type='network'><source protocol='rbd' name='p/i'/><target dev='vdb'/></disk>";
        var foreign = "<disk type='block'><source dev='/dev/x'/><target dev='vdc'/></disk>";
        assertThat(of(OWN + network, domain(OWN + foreign)).written())
                .containsExactly("vdb", "vdc");
    }

    @Test
    void portsAreNamedOnce() {
        var port = "<graphics type='vnc' port='5901'/>";
        var next = domain(port).replace("domain", "inactiveDomain");
        assertThat(of(port, domain("<graphics type='vnc' port='5907'/>") + next).unshareable())
                .containsExactly("VNC port 5901");
    }
}
