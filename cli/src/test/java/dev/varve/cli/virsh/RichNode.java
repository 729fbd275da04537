package dev.varve.cli.virsh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A world for libvirt's test driver, in a file: domains in several states, and one with a tree of
/// snapshots of every kind, with names that are hard to print.
final class RichNode {

    private static final String DOMAIN =
            """
            <domain type='test'>
              <name>web</name>
              <uuid>00000000-0000-4000-8000-000000000001</uuid>
              <title>The Wéb</title>
              <memory unit='KiB'>8192</memory>
              <vcpu>2</vcpu>
              <os><type>hvm</type></os>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='/images/a b.qcow2'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
                <disk type='block' device='disk'>
                  <source dev='/dev/vg/ü'/><target dev='vdb' bus='virtio'/>
                </disk>
                <disk type='network' device='disk'>
                  <source protocol='nbd' name='exp'><host name='h' port='10809'/></source>
                  <target dev='vdc' bus='virtio'/>
                </disk>
                <disk type='network' device='disk'>
                  <source protocol='nbd'><host name='h' port='10809'/></source>
                  <target dev='vde' bus='virtio'/>
                </disk>
                <disk type='volume' device='disk'>
                  <source pool='p' volume='v'/><target dev='vdd' bus='virtio'/>
                </disk>
                <disk type='dir' device='floppy'>
                  <source dir='/dir'/><target dev='fda' bus='fdc'/><readonly/>
                </disk>
                <graphics type='vnc' passwd='secret'/>
              </devices>
            </domain>
            """;

    private static final String OTHERS =
            """
            <domain type='test'><name>empty</name>
              <uuid>00000000-0000-4000-8000-000000000002</uuid>
              <memory unit='KiB'>8192</memory><os><type>hvm</type></os>
              <test:runstate>3</test:runstate></domain>
            <domain type='test'><name>日本 VM</name>
              <uuid>00000000-0000-4000-8000-000000000003</uuid>
              <title>e\u0301 &lt;b&gt; \\x41 😀</title>
              <memory unit='KiB'>8192</memory><os><type>hvm</type></os>
              <test:runstate>6</test:runstate></domain>
            <domain type='test'><name>7</name>
              <uuid>00000000-0000-4000-8000-000000000004</uuid>
              <memory unit='KiB'>8192</memory><os><type>hvm</type></os>
              <test:transient/><test:runstate>1</test:runstate></domain>
            <domain type='test'><name>Zed</name>
              <uuid>00000000-0000-4000-8000-000000000005</uuid>
              <memory unit='KiB'>8192</memory><os><type>hvm</type></os>
              <test:runstate>5</test:runstate></domain>
            <domain type='test'><name>saved</name>
              <uuid>00000000-0000-4000-8000-000000000006</uuid>
              <memory unit='KiB'>8192</memory><os><type>hvm</type></os>
              <test:hasmanagedsave/><test:runstate>5</test:runstate></domain>
            """;

    private static final String INTERNAL = "<disks><disk name='vda' snapshot='internal'/></disks>";

    private static final String EXTERNAL =
            """
            <disks>
              <disk name='vda' snapshot='external' type='file'>
                <driver type='qcow2'/><source file='/images/a.snap'/>
              </disk>
              <disk name='vdb' snapshot='no'/>
            </disks>
            """;

    private RichNode() {}

    static Path write(Path directory) throws IOException {
        return Files.writeString(directory.resolve("node.xml"), text());
    }

    private static String text() {
        var memory = "<memory snapshot='internal'/>";
        var none = "<memory snapshot='no'/>";
        var file = "<memory snapshot='external' file='/images/m'/>";
        var snapshots =
                snapshot("s1", "", "running", 1700000000, memory + INTERNAL)
                        + snapshot("Zweiter Ast", "s1", "shutoff", 1700003600, none + EXTERNAL)
                        + snapshot("über", "s1", "paused", 1710000000, file + EXTERNAL)
                        + snapshot("日本", "über", "disk-snapshot", 1720000000, none + EXTERNAL)
                                .replace("<active>0", "<active>1")
                        + snapshot("x&#9;y", "über", "shutoff", -5, "")
                        + snapshot("S2", "s1", "shutoff", 1700000000, "")
                        + snapshot("t3", "S2", "crashed", 4102444800L, INTERNAL)
                        + snapshot("back\\x41", "t3", "shutdown", 1700000000, none + INTERNAL)
                        + snapshot("root2", "", "blocked", 1700000000, INTERNAL)
                        + snapshot("Apex", "root2", "pmsuspended", 1700000000, memory)
                        + snapshot("timeless", "root2", "shutoff", 0, "")
                        + snapshot("lonely", "", "shutoff", 1700000000, EXTERNAL)
                        + snapshot("-x", "", "shutoff", 1700000000, "")
                        + snapshot("q&lt;&amp;&apos;&quot;\u0301e\u200b😀", "", "shutoff", 1, "");
        return "<node xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>"
                + DOMAIN.replace(
                        "</domain>", "<test:runstate>5</test:runstate>" + snapshots + "</domain>")
                + chain()
                + OTHERS
                + "</node>";
    }

    /// A domain whose snapshots have no branch, so that there is one topological order only.
    private static String chain() {
        var snapshots =
                snapshot("z", "", "shutoff", 1700000000, INTERNAL)
                        + snapshot("m", "z", "shutoff", 1700000000, INTERNAL)
                        + snapshot("Q", "m", "shutoff", 1700000000, EXTERNAL)
                        + snapshot("a", "Q", "shutoff", 1700000000, INTERNAL);
        return DOMAIN.replace(
                        "</domain>", "<test:runstate>5</test:runstate>" + snapshots + "</domain>")
                .replace("<name>web<", "<name>chain<")
                .replace("000000000001", "000000000007");
    }

    private static String snapshot(
            String name, String parent, String state, long time, String rest) {
        return "<test:domainsnapshot><name>"
                + name
                + "</name><description>of &lt;"
                + name
                + "&gt;</description><state>"
                + state
                + "</state>"
                + (parent.isEmpty() ? "" : "<parent><name>" + parent + "</name></parent>")
                + "<creationTime>"
                + time
                + "</creationTime>"
                + rest
                + DOMAIN
                + "<active>0</active></test:domainsnapshot>";
    }
}
