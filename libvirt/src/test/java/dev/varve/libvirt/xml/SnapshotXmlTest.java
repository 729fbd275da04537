package dev.varve.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotXmlTest {

    private static final String RNG = "/usr/share/libvirt/schemas/domainsnapshot.rng";

    /// As libvirt's own file has it after a revert to an external snapshot; by hand.
    private static final String STORED =
            """
            <!--
            WARNING: THIS IS AN AUTO-GENERATED FILE.
            -->

            <domainsnapshot>
              <name>s2</name>
              <description>two &quot;quoted&quot;</description>
              <state>running</state>
              <parent>
                <name>s1</name>
              </parent>
              <creationTime>1795498298</creationTime>
              <memory snapshot='external' file='/mem/s2'/>
              <disks>
                <disk name='vda' snapshot='external' type='file'>
                  <snapshotDeleteInProgress/>
                  <driver type='qcow2'>
                    <metadata_cache>
                      <max_size unit='bytes'>1048576</max_size>
                    </metadata_cache>
                  </driver>
                  <source file='/img/web.s2'>
                    <seclabel model='dac' relabel='no'/>
                  </source>
                </disk>
                <disk name='vdb' snapshot='no'/>
                <disk name='vdc' snapshot='external' type='block'>
                  <source dev='/dev/vg/x'/>
                </disk>
              </disks>
              <revertDisks>
                <disk name='vda' snapshot='external' type='file'>
                  <driver type='qcow2'/>
                  <source file='/img/web.revert'/>
                </disk>
              </revertDisks>
              <domain type='kvm'>
                <name>web</name>
                <uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
              </domain>
              <inactiveDomain type='kvm'>
                <name>web</name>
                <uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
              </inactiveDomain>
              <cookie>
                <slirpHelper/>
              </cookie>
              <active>1</active>
            </domainsnapshot>
            """;

    private static final SnapshotXml SNAPSHOT = SnapshotXml.parse(STORED);

    @Test
    void isWrittenAsLibvirtDumpsIt() throws Exception {
        var dump =
                Virsh.run(
                        "snapshot-create-as test s1 \"it's \\\"one\\\" <&> é\"",
                        "snapshot-create-as test s2",
                        "snapshot-dumpxml test s1",
                        "snapshot-dumpxml test s2");
        var documents =
                dump.substring(dump.indexOf("<domainsnapshot>")).split("(?<=</domainsnapshot>\n)");

        assertThat(documents).hasSize(2);
        assertThat(documents).allSatisfy(d -> assertThat(SnapshotXml.parse(d)).hasToString(d));
        assertThat(SnapshotXml.parse(documents[0]).description()).contains("it's \"one\" <&> é");
        assertThat(SnapshotXml.parse(documents[1]).parent()).contains("s1");
    }

    @Test
    void isWrittenAsItIsStored() {
        assertThat(SNAPSHOT).hasToString(STORED.substring(STORED.indexOf("<domainsnapshot>")));
    }

    @Test
    void knowsEachElementOfTheSchema() {
        assertThat(SNAPSHOT.name()).contains("s2");
        assertThat(SNAPSHOT.description()).contains("two \"quoted\"");
        assertThat(SNAPSHOT.state()).contains("running");
        assertThat(SNAPSHOT.parent()).contains("s1");
        assertThat(SNAPSHOT.creationTime()).contains(Instant.ofEpochSecond(1795498298));
        assertThat(SNAPSHOT.memory()).contains(SnapshotMemory.external("/mem/s2"));
        assertThat(SNAPSHOT.memory().flatMap(SnapshotMemory::file)).contains("/mem/s2");
        assertThat(SNAPSHOT.disks())
                .extracting(SnapshotDisk::name)
                .containsExactly("vda", "vdb", "vdc");
        assertThat(SNAPSHOT.revertDisks())
                .extracting(SnapshotDisk::sourcePath)
                .singleElement()
                .isEqualTo(java.util.Optional.of("/img/web.revert"));
        assertThat(SNAPSHOT.domain().flatMap(DomainXml::name)).contains("web");
        assertThat(SNAPSHOT.inactiveDomain().flatMap(DomainXml::name)).contains("web");
        assertThat(SNAPSHOT.cookie().orElseThrow().has("slirpHelper")).isTrue();
        assertThat(SNAPSHOT.active()).contains(true);
        assertThat(SNAPSHOT.isExternal()).isTrue();
    }

    @Test
    void knowsItsDisks() {
        var vda = SNAPSHOT.disk("vda").orElseThrow();
        var vdc = SNAPSHOT.disk("vdc").orElseThrow();

        assertThat(vda.snapshot()).contains(SnapshotLocation.EXTERNAL);
        assertThat(vda.deleteInProgress()).isTrue();
        assertThat(vda.driverType()).contains("qcow2");
        assertThat(vda.sourcePath()).contains("/img/web.s2");
        assertThat(vdc.type()).isEqualTo("block");
        assertThat(vdc.sourcePath()).contains("/dev/vg/x");
        assertThat(SNAPSHOT.disk("vdb").flatMap(SnapshotDisk::snapshot))
                .contains(SnapshotLocation.NO);
        assertThat(SNAPSHOT.disk("vdz")).isEmpty();
    }

    @Test
    void isEditedWithoutTouchingTheRest() {
        var edited = SNAPSHOT.withName("s3").withParent("s0").withDescription("three");

        assertThat(edited.toString())
                .isEqualTo(
                        SNAPSHOT.toString()
                                .replace("<name>s2</name>", "<name>s3</name>")
                                .replace("<name>s1</name>", "<name>s0</name>")
                                .replace("two &quot;quoted&quot;", "three"));
        assertThat(SNAPSHOT.withoutParent().withParent("s1").root().indented())
                .isEqualTo(SNAPSHOT.root().indented());
        assertThat(SNAPSHOT.withoutActive().withoutRevertDisks().withoutInactiveDomain().toString())
                .doesNotContain("active>", "revertDisks", "inactiveDomain")
                .contains("<cookie>", "<metadata_cache>");
        assertThat(SNAPSHOT.withRevertDisks(SNAPSHOT.revertDisks()).root().indented())
                .isEqualTo(SNAPSHOT.root().indented());
    }

    @Test
    void movesADiskToAnotherFile() {
        var edited =
                SNAPSHOT.withDiskSource("vda", "/img/a'b", "qcow2")
                        .withDiskSource("vdc", "/img/c", "raw");

        assertThat(edited.disk("vda").orElseThrow().element().indented())
                .isEqualTo(
                        SNAPSHOT.disk("vda")
                                .orElseThrow()
                                .element()
                                .mapChildren("source", s -> s.withAttribute("file", "/img/a'b"))
                                .indented());
        assertThat(edited.disk("vdc").orElseThrow().element().indented())
                .hasToString(
                        """
                        <disk name='vdc' snapshot='external' type='file'>
                          <driver type='raw'/>
                          <source file='/img/c'/>
                        </disk>\
                        """);
    }

    @Test
    void isBuiltInLibvirtsOrder() {
        var domain =
                DomainXml.parse(
                        "<domain><uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid></domain>");

        var built =
                SnapshotXml.empty()
                        .withDiskSource("vda", "/o", "qcow2")
                        .withDomain(domain)
                        .withMemory(SnapshotMemory.in(SnapshotLocation.NO))
                        .withCreationTime(Instant.ofEpochSecond(7))
                        .withParent("p")
                        .withState("shutoff")
                        .withDescription("d")
                        .withName("n");

        assertThat(built.root().indented())
                .hasToString(
                        """
                        <domainsnapshot>
                          <name>n</name>
                          <description>d</description>
                          <state>shutoff</state>
                          <parent>
                            <name>p</name>
                          </parent>
                          <creationTime>7</creationTime>
                          <memory snapshot='no'/>
                          <disks>
                            <disk name='vda' snapshot='external' type='file'>
                              <driver type='qcow2'/>
                              <source file='/o'/>
                            </disk>
                          </disks>
                          <domain>
                            <uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
                          </domain>
                        </domainsnapshot>\
                        """);
    }

    static List<SnapshotXml> written() throws Exception {
        var domain = DomainXml.parse(Virsh.run("dumpxml test"));
        var disk = SnapshotDisk.named("vda");
        var empty = SnapshotXml.empty();
        return List.of(
                empty,
                empty.withName("n").withDescription("<&>"),
                empty.withDisks(
                        List.of(
                                disk,
                                SnapshotDisk.named("/path").withSnapshot(SnapshotLocation.NO))),
                empty.withDisks(List.of(disk.withSnapshot(SnapshotLocation.MANUAL))),
                empty.withDiskSource("vda", "/o", "qcow2")
                        .withMemory(SnapshotMemory.external("/m")),
                empty.withName("n")
                        .withState("shutoff")
                        .withCreationTime(Instant.EPOCH)
                        .withParent("p")
                        .withDomain(domain.withDiskSource("vda", "/o", "qcow2").withoutRuntime())
                        .withInactiveDomain(domain.withoutRuntime()),
                SNAPSHOT.withoutRevertDisks()
                        .mapDisks(d ->
                                new SnapshotDisk(
                                        d.element().withoutChildren("snapshotDeleteInProgress")))
                        .withDomain(domain)
                        .withoutInactiveDomain());
    }

    @ParameterizedTest
    @MethodSource("written")
    void obeysLibvirtsSchema(SnapshotXml snapshot, @TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("snapshot.xml"), snapshot.toString());

        assertThat(Virsh.process("xmllint", "--noout", "--relaxng", RNG, file.toString()))
                .isEqualTo(file + " validates\n");
    }

    @ParameterizedTest
    @MethodSource("named")
    void isTakenByLibvirt(SnapshotXml snapshot, @TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("snapshot.xml"), snapshot.toString());

        assertThat(
                        Virsh.run(
                                "snapshot-create test " + file + " --validate",
                                "snapshot-list test --name"))
                .isEqualTo("n\n");
    }

    static List<SnapshotXml> named() {
        return List.of(
                SnapshotXml.empty().withName("n"),
                SnapshotXml.empty().withName("n").withDescription("'\"<&>é\n"));
    }

    @Test
    void saysWhatIsWrongWithIt() {
        assertThatThrownBy(() -> SnapshotXml.parse("<domain/>"))
                .hasMessage("expected <domainsnapshot>, found <domain>");
        assertThatThrownBy(() ->
                        SnapshotXml.parse("<domainsnapshot><disks><disk/></disks></domainsnapshot>")
                                .disk("vda"))
                .hasMessage("a disk of the snapshot has no name");
        assertThatThrownBy(() ->
                        SnapshotXml.parse(
                                        "<domainsnapshot><creationTime>x</creationTime></domainsnapshot>")
                                .creationTime())
                .hasMessage("creationTime 'x' is not a number of seconds");
        assertThatThrownBy(() ->
                        SnapshotDisk.named("a")
                                .withName("b")
                                .withSource("/x", "qcow2")
                                .element()
                                .withAttribute("snapshot", "none")
                                .attribute("snapshot")
                                .map(SnapshotLocation::of))
                .hasMessage("unknown snapshot location 'none'");
    }
}
