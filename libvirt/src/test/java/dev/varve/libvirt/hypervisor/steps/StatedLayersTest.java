package dev.varve.libvirt.hypervisor.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.step.Move;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.hypervisor.observe.ModelReader;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What libvirt writes down of the layers below, in both definitions of a snapshot with memory.
class StatedLayersTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final Path BASE = Path.of("/images/web.qcow2");
    private static final Path A = Path.of("/images/web.a");
    private static final Path B = Path.of("/images/web.b");
    private static final Path NEXT = Path.of("/images/next.qcow2");

    private static final SnapshotXml SNAPSHOT =
            SnapshotXml.parse(
                    """
                    <domainsnapshot>
                      <name>m</name>
                      <disks>
                        <disk name='vda' snapshot='external' type='file'>
                          <driver type='qcow2'/>
                          <source file='/images/web.m'/>
                        </disk>
                      </disks>
                      <domain type='qemu'>
                        <name>web</name>
                        <devices>
                          <disk type='file' device='disk'>
                            <driver name='qemu' type='qcow2'/>
                            <source file='/images/web.b' index='3'/>
                            <backingStore type='file' index='2'>
                              <format type='qcow2'/>
                              <source file='/images/web.a'/>
                              <backingStore type='file' index='1'>
                                <format type='qcow2'/>
                                <source file='/images/web.qcow2'/>
                                <backingStore/>
                              </backingStore>
                            </backingStore>
                            <target dev='vda' bus='virtio'/>
                          </disk>
                        </devices>
                      </domain>
                      <inactiveDomain type='qemu'>
                        <name>web</name>
                        <devices>
                          <disk type='file' device='disk'>
                            <driver name='qemu' type='qcow2'/>
                            <source file='/images/next.qcow2'/>
                            <backingStore type='file'>
                              <format type='qcow2'/>
                              <source file='/images/web.a'/>
                            </backingStore>
                            <target dev='vda' bus='virtio'/>
                          </disk>
                        </devices>
                      </inactiveDomain>
                    </domainsnapshot>
                    """);

    private static SnapshotXml moved(Path from, Path to) {
        return SnapshotSteps.moved(SNAPSHOT, new Move(VDA, from, to, ImageFormat.QCOW2));
    }

    @Test
    void bothDefinitionsAreRead() {
        var disk = ModelReader.snapshot("m", SNAPSHOT.toString()).domainDisk(VDA).orElseThrow();
        assertThat(disk.source().image()).contains(B);
        assertThat(disk.stated()).containsExactlyInAnyOrder(A, BASE, NEXT);
    }

    @Test
    void aMergedLayerIsLeftToTheHeadersInBoth() {
        var after = moved(A, BASE).toString();
        assertThat(after)
                .doesNotContain("backingStore", A.toString())
                .contains("file='" + B + "'", "file='" + NEXT + "'", "file='/images/web.m'");
    }

    @Test
    void whereOneStatesItTheOtherKeepsItsOwn() {
        var after = moved(BASE, Path.of("/images/new.qcow2"));
        assertThat(after.domain().orElseThrow().toString()).doesNotContain("backingStore");
        assertThat(after.inactiveDomain()).isEqualTo(SNAPSHOT.inactiveDomain());
    }

    @Test
    void anImageOfTheNextStartAloneMoves() {
        var after = moved(NEXT, Path.of("/images/new.qcow2"));
        assertThat(after.domain()).isEqualTo(SNAPSHOT.domain());
        assertThat(after.inactiveDomain().orElseThrow().toString())
                .contains("/images/new.qcow2")
                .doesNotContain("backingStore");
    }
}
