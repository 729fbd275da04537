package dev.varve.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainXmlTest {

    private static final DomainXml LIVE = DomainXml.parse(RichDomain.LIVE);

    @Test
    void isWrittenAsLibvirtDumpsIt(@TempDir Path directory) throws Exception {
        var dump = Virsh.defined(directory, RichDomain.AWKWARD);

        assertThat(Virsh.unescaped(DomainXml.parse(dump).toString()))
                .isEqualTo(Virsh.unescaped(dump));
    }

    @Test
    void isWrittenAsLibvirtDumpsItsOwnTestDomain() throws Exception {
        var dump = Virsh.run("dumpxml test");

        assertThat(DomainXml.parse(dump)).hasToString(dump);
    }

    @Test
    void isReadByLibvirtAsItWasMeant(@TempDir Path directory) throws Exception {
        var dump = Virsh.defined(directory, RichDomain.AWKWARD);
        var edited =
                DomainXml.parse(dump)
                        .withName("q'\"<&é")
                        .withDiskSource("vda", "/o'\"<&é", "qcow2");

        var back =
                DomainXml.parse(
                        Virsh.defined(
                                directory,
                                edited.withUuid("11111111-2222-3333-4444-555555555556")
                                        .toString()));

        assertThat(back.name()).contains("q'\"<&é");
        assertThat(back.disk("vda").flatMap(DomainDisk::sourcePath)).contains("/o'\"<&é");
        assertThat(back.root().child("metadata")).isEqualTo(edited.root().child("metadata"));
    }

    @Test
    void knowsItsDisks() {
        var domain = DomainXml.parse(RichDomain.AWKWARD);
        var vda = domain.disk("vda").orElseThrow();
        var hdc = domain.disk("hdc").orElseThrow();

        assertThat(domain.disks())
                .extracting(DomainDisk::target)
                .containsExactly("vda", "vdb", "sda", "vdc", "hdc", "fda");
        assertThat(domain.disks())
                .extracting(DomainDisk::device)
                .containsExactly("disk", "disk", "lun", "disk", "cdrom", "floppy");
        assertThat(vda.sourcePath()).contains("/x/ä'b\"c<>&");
        assertThat(vda.driverType()).contains("qcow2");
        assertThat(hdc.sourcePath()).isEmpty();
        assertThat(hdc.isReadOnly()).isTrue();
        assertThat(domain.disk("sda").orElseThrow().isShareable()).isTrue();
        assertThat(domain.disk("vdb").orElseThrow().isTransient()).isTrue();
        assertThat(domain.disk("vdb").orElseThrow().snapshot()).contains(SnapshotLocation.NO);
        assertThat(domain.disk("vdc").orElseThrow().type()).isEqualTo("network");
        assertThat(domain.hasPflash()).isTrue();
        assertThat(domain.nvram()).contains("/n\"v'r&am.fd");
        assertThat(domain.agentChannel()).contains(new DomainXml.AgentChannel(false));
        assertThat(domain.isLive()).isFalse();
    }

    @Test
    void knowsALiveDisksChainAndJob() {
        var vda = LIVE.disk("vda").orElseThrow();

        assertThat(LIVE.isLive()).isTrue();
        assertThat(vda.index()).contains(2);
        assertThat(vda.hasBackingStore()).isTrue();
        assertThat(vda.backingChain())
                .containsExactly(
                        new DomainDisk.Backing(
                                "file",
                                Optional.of("/img/web.s1"),
                                Optional.of("qcow2"),
                                Optional.of(1)),
                        new DomainDisk.Backing(
                                "file",
                                Optional.of("/img/web.raw"),
                                Optional.of("raw"),
                                Optional.of(4)));
        assertThat(vda.mirror())
                .contains(
                        new DomainDisk.Mirror(
                                "active-commit",
                                Optional.of("/img/web.s1"),
                                Optional.of("qcow2"),
                                DomainDisk.Readiness.READY));
        assertThat(LIVE.hasPflash()).isTrue();
        assertThat(LIVE.nvram()).contains("/var/lib/libvirt/qemu/nvram/web_VARS.fd");
        assertThat(LIVE.agentChannel()).contains(new DomainXml.AgentChannel(true));
    }

    @Test
    void letsADiskReadAnotherFileAndKeepsTheRest() {
        var edited = LIVE.withDiskSource("vda", "/img/web.s2", "qcow2");

        assertThat(edited.disk("vda").orElseThrow().element().indented())
                .hasToString(
                        """
                        <disk type='file' device='disk'>
                          <driver name='qemu' type='qcow2' discard='unmap'/>
                          <source file='/img/web.s2'>
                            <seclabel model='dac' relabel='no'/>
                          </source>
                          <target dev='vda' bus='virtio'/>
                          <iotune>
                            <total_iops_sec>100</total_iops_sec>
                          </iotune>
                          <alias name='virtio-disk0'/>
                          <address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>
                        </disk>\
                        """);
        assertThat(edited.withDiskFrom("vda", LIVE)).isEqualTo(LIVE);
    }

    @Test
    void saysWhichDiskIsMissing() {
        assertThatThrownBy(() -> LIVE.withDiskSource("vdz", "/x", "qcow2"))
                .hasMessage("domain web has no disk vdz");
    }

    @Test
    void becomesADefinitionForTheNextStart() {
        var next = LIVE.withoutRuntime();

        assertThat(next.isLive()).isFalse();
        assertThat(next.toString())
                .doesNotContain("backingStore", "mirror", "index=")
                .contains("<qemu:arg value='-d'/>", "<alias name='virtio-disk0'/>");
    }

    @Test
    void keepsMetadataOfOursBesideOthers() {
        var ours =
                XmlElement.of("varve:snapshot")
                        .withAttribute("xmlns:varve", DomainXml.VARVE_NAMESPACE)
                        .withChild(XmlElement.of("varve:hold", "before \"the\" upgrade"));
        var theirs = DomainXml.parse(RichDomain.AWKWARD);

        var both = theirs.withMetadata(DomainXml.VARVE_NAMESPACE, ours);

        assertThat(both.metadata(DomainXml.VARVE_NAMESPACE)).contains(ours);
        assertThat(both.metadata("urn:v")).isEqualTo(theirs.metadata("urn:v")).isPresent();
        assertThat(both.withoutMetadata(DomainXml.VARVE_NAMESPACE)).isEqualTo(theirs);
        assertThat(both.withMetadata(DomainXml.VARVE_NAMESPACE, ours)).isEqualTo(both);
        assertThat(
                        LIVE.withMetadata(DomainXml.VARVE_NAMESPACE, ours)
                                .withoutMetadata(DomainXml.VARVE_NAMESPACE))
                .isEqualTo(LIVE);
        assertThat(LIVE.withMetadata(DomainXml.VARVE_NAMESPACE, ours).root().elements())
                .extracting(XmlElement::name)
                .startsWith("name", "uuid", "metadata", "os");
    }

    @Test
    void refusesAnotherRoot() {
        assertThatThrownBy(() -> DomainXml.parse("<network/>"))
                .hasMessage("expected <domain>, found <network>");
    }
}
