package dev.varve.cli.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.Main;
import dev.varve.cli.VarveProcess;
import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that only read, and `snapshot-edit`, against the installed virsh over libvirt's QEMU
/// driver. A root of the embedded driver belongs to one process at a time, and a process can open
/// one only: so each side is a process of its own, one after the other, that runs many commands.
class EmbeddedReadingTest {

    private static final String DOMAIN =
            """
            <domain type='qemu'>
              <name>web</name>
              <uuid>00000000-0000-4000-8000-000000000001</uuid>
              <title>Wéb</title>
              <memory unit='MiB'>32</memory>
              <vcpu>1</vcpu>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='/nowhere/web.s1'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='nvme' device='disk'>
                  <driver name='qemu' type='raw'/>
                  <source type='pci' managed='yes' namespace='1'>
                    <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                  </source>
                  <target dev='vdb' bus='virtio'/>
                </disk>
                <disk type='file' device='cdrom'>
                  <driver name='qemu' type='raw'/>
                  <target dev='hdc' bus='ide'/>
                  <readonly/>
                </disk>
                <graphics type='vnc' passwd='secret'/>
              </devices>
            </domain>
            """;

    /// `name | parent | state | memory | disk`, in the order in which they are defined.
    private static final List<List<String>> SNAPSHOTS =
            Stream.of(
                            "first  |        | shutoff       | no       | internal",
                            "second | first  | running       | internal | internal",
                            "Third  | first  | shutoff       | no       | external",
                            "fourth | Third  | disk-snapshot | no       | external",
                            "fünf   | Third  | paused        | external | external",
                            "sechs  | fünf   | shutoff       | no       | internal",
                            "Other  |        | shutoff       | no       | external")
                    .map(row -> List.of(row.split("\\|", -1)).stream().map(String::strip).toList())
                    .toList();

    private static final String LISTS =
            """
            list
            list --all
            list --all --title
            list --all --uuid --name
            list --all --with-snapshot
            list --all --without-snapshot
            list --all --with-checkpoint
            list --all --without-checkpoint --name
            list --all --managed-save
            list --autostart --all
            list --state-shutoff
            domblklist web
            domblklist web --details
            domblklist web --inactive --details
            domblklist nodom
            snapshot-list web
            snapshot-list web --parent
            snapshot-list web --name
            snapshot-list web --tree
            snapshot-list web --roots
            snapshot-list web --leaves --parent
            snapshot-list web --no-leaves
            snapshot-list web --metadata
            snapshot-list web --no-metadata
            snapshot-list web --inactive
            snapshot-list web --active
            snapshot-list web --disk-only
            snapshot-list web --internal
            snapshot-list web --external --name
            snapshot-list web --internal --inactive
            snapshot-list web --from first
            snapshot-list web --from first --descendants --parent
            snapshot-list web --from first --descendants --tree
            snapshot-list web --from fünf --tree
            snapshot-list web --current
            snapshot-list web --current --descendants
            snapshot-list web --from fünf --topological --parent
            snapshot-list web --from fünf
            snapshot-list web --from nope
            snapshot-list plain
            snapshot-list plain --tree
            snapshot-list plain --current
            """;

    private static final String SINGLE =
            """
            snapshot-info web first
            snapshot-info web second
            snapshot-info web Third
            snapshot-info web fourth
            snapshot-info web fünf
            snapshot-info web --current
            snapshot-info web nope
            snapshot-info web
            snapshot-info plain --current
            snapshot-parent web second
            snapshot-parent web first
            snapshot-parent web --current
            snapshot-parent plain --current
            snapshot-current web
            snapshot-current web --name
            snapshot-current web --security-info
            snapshot-current plain
            snapshot-dumpxml web first
            snapshot-dumpxml web fünf
            snapshot-dumpxml web fünf --security-info
            snapshot-dumpxml web fourth --xpath //disk
            snapshot-dumpxml web fourth --xpath //disk --wrap
            snapshot-dumpxml web fourth --xpath //graphics --security-info
            snapshot-dumpxml web fourth --xpath count(//disk)
            snapshot-dumpxml web nope
            snapshot-create-as web --print-xml n d vda,file=/x --memspec /m
            """;

    private static final String EDITED =
            """
            snapshot-edit web second
            snapshot-edit web Third --rename
            snapshot-edit web fourth --clone
            snapshot-edit web fünf
            snapshot-edit web --current
            snapshot-edit web sechs --current
            snapshot-list web --parent
            snapshot-list web --tree
            snapshot-current web --name
            snapshot-current web first
            snapshot-current web --name
            snapshot-current web nope
            snapshot-dumpxml web first
            """;

    private static final Map<String, String> ENVIRONMENT = environment("true");

    @TempDir private static Path directory;

    private static Map<String, String> environment(String editor) {
        var environment = new HashMap<>(Virsh.ENVIRONMENT);
        environment.put("TZ", "IST-5:30");
        environment.put("VISUAL", editor);
        return environment;
    }

    @BeforeAll
    static void writeDomains() throws Exception {
        root("read");
        root("edited");
        root("edited-by-virsh");
    }

    private static String uri(String name) {
        return "qemu:///embed?root=" + directory.resolve(name);
    }

    private static void root(String name) throws Exception {
        var root = directory.resolve(name);
        var _ = EmbedRoot.prepare(root);
        var commands = new ArrayList<String>();
        commands.add("define " + file(root, "web.xml", DOMAIN));
        commands.add(
                "define "
                        + file(
                                root,
                                "plain.xml",
                                DOMAIN.replace("<name>web", "<name>plain")
                                        .replace("000000000001", "000000000002")));
        for (var row : SNAPSHOTS) {
            var xml = file(root, row.getFirst() + ".xml", snapshot(row));
            var diskOnly = row.get(2).equals("disk-snapshot") ? " --disk-only" : "";
            commands.add("snapshot-create web " + xml + " --redefine" + diskOnly);
        }
        commands.add("snapshot-current web Third");
        var made = Virsh.run(List.of("-c", uri(name), String.join("; ", commands)));
        assertThat(made.err()).isEmpty();
    }

    private static Path file(Path root, String name, String text) throws IOException {
        return Files.writeString(root.resolve(name), text);
    }

    private static String snapshot(List<String> row) {
        var disk =
                row.get(4).equals("external")
                        ? "<disk name='vda' snapshot='external'><driver type='qcow2'/><source file='/nowhere/web."
                                + row.getFirst()
                                + "'/></disk><disk name='vdb' snapshot='no'/>"
                        : "<disk name='vda' snapshot='internal'/><disk name='vdb' snapshot='internal'/>";
        var memory =
                row.get(3).equals("external")
                        ? "<memory snapshot='external' file='/nowhere/memory'/>"
                        : "<memory snapshot='" + row.get(3) + "'/>";
        var parent = row.get(1).isEmpty() ? "" : "<parent><name>" + row.get(1) + "</name></parent>";
        return "<domainsnapshot><name>"
                + row.getFirst()
                + "</name><description>d</description><state>"
                + row.get(2)
                + "</state>"
                + parent
                + "<creationTime>1700000000</creationTime>"
                + memory
                + "<disks>"
                + disk
                + "</disks>"
                + DOMAIN
                + "</domainsnapshot>";
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTS, SINGLE})
    void readsAsVirshDoes(String rows) throws Exception {
        assertSame("read", "read", commands(rows), ENVIRONMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-r", "-q"})
    void readsWithLessAsVirshDoes(String option) throws Exception {
        var arguments = Stream.concat(Stream.of(option), commands(SINGLE).stream()).toList();

        assertSame("read", "read", arguments, ENVIRONMENT);
    }

    @Test
    void editsAsVirshDoes() throws Exception {
        var editor =
                "sed -i -e 's/>d</>new</' -e 's/>Third</>Tertius</' -e 's/>fourth</>quartus</'";

        assertSame("edited", "edited-by-virsh", commands(EDITED), environment(editor));
    }

    private static List<String> commands(String rows) {
        return List.of(rows.lines().collect(Collectors.joining("; ")));
    }

    private static void assertSame(
            String ours, String virshs, List<String> arguments, Map<String, String> environment)
            throws Exception {
        var expected = Virsh.run(at(virshs, arguments), environment);
        var actual =
                Virsh.runProcess(
                        VarveProcess.command(Main.class, at(ours, arguments)), environment);

        assertThat(actual.out()).isEqualTo(expected.out());
        assertThat(actual.err()).isEqualTo(expected.err());
        assertThat(actual.exit()).isEqualTo(expected.exit());
        assertThat(actual.out()).isNotEmpty();
    }

    private static List<String> at(String root, List<String> arguments) {
        return Stream.concat(Stream.of("-c", uri(root)), arguments.stream()).toList();
    }
}
