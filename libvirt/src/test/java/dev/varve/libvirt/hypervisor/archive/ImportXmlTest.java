package dev.varve.libvirt.hypervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Documents of archives that somebody made to get at files of the host, and those of ordinary domains.
class ImportXmlTest {
    private static final DomainRef WEB = new DomainRef(new UUID(1, 2), "web");
    private static final String DISK =
            """
            <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>\
            <source file='/x/web.qcow2'/><target dev='vda' bus='virtio'/></disk>\
            """;

    @TempDir Path directory;

    private static ArchivedFile file(
            Role role, String origin, Optional<ImageFormat> format, Optional<String> backing) {
        return new ArchivedFile(
                role + origin, role, Path.of(origin), format, backing, /* bytes= */ 1);
    }

    private static List<ArchivedFile> files() {
        return List.of(
                file(Role.IMAGE, "/x/base.raw", Optional.of(ImageFormat.RAW), Optional.empty()),
                file(
                        Role.IMAGE,
                        "/x/web.qcow2",
                        Optional.of(ImageFormat.QCOW2),
                        Optional.of("IMAGE/x/base.raw")),
                file(Role.MEMORY, "/x/web.mem", Optional.empty(), Optional.empty()),
                file(Role.NVRAM, "/x/web.fd", Optional.empty(), Optional.empty()),
                file(Role.NVRAM_COPY, "/x/web.s1.nvram", Optional.empty(), Optional.empty()));
    }

    private static String domain(String os, String devices, String more) {
        return "<domain type='kvm'><name>web</name><uuid>"
                + WEB.uuid()
                + "</uuid><os><type arch='x86_64' machine='pc'>hvm</type>"
                + os
                + "</os>"
                + more
                + "<devices>"
                + devices
                + "</devices></domain>";
    }

    private static String snapshot(String parts) {
        return "<domainsnapshot><name>s1</name><state>shutoff</state>"
                + "<creationTime>1700000000</creationTime>"
                + parts
                + "</domainsnapshot>";
    }

    private static ImportXml.Findings examine(String definition, String... snapshots)
            throws IOException {
        return ImportXml.examine(archive(Path.of("/no/archive"), definition, snapshots));
    }

    private static DomainArchive archive(Path path, String definition, String... snapshots) {
        return new DomainArchive(path, archived(definition, snapshots), Map.of());
    }

    private static ArchivedDomain archived(String definition, String... snapshots) {
        var taken =
                List.of(snapshots).stream()
                        .map(xml -> new ArchivedSnapshot(new SnapshotName("s1"), xml))
                        .toList();
        return new ArchivedDomain(WEB, definition, taken, Optional.empty(), files());
    }

    private static void assertOrdinary(ImportXml.Findings found) {
        assertThat(found.contradictions()).isEmpty();
        assertThat(found.references()).isEmpty();
    }

    /// What libvirt prints of domains as virt-install, virt-manager and Cockpit make them.
    @Test
    void anOrdinaryDomainUsesNothing() throws Exception {
        var devices =
                """
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
                <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
                <disk type='block' device='disk'><driver name='qemu' type='raw'/>
                  <source dev='/x/base.raw' index='2'/><backingStore/>
                  <target dev='vdb' bus='virtio'/></disk>
                <controller type='usb' index='0' model='qemu-xhci'/>
                <interface type='network'><mac address='52:54:00:00:00:01'/>
                  <source network='default'/><target dev='vnet0'/><model type='virtio'/></interface>
                <interface type='bridge'><source bridge='br0'/></interface>
                <serial type='pty'><source path='/dev/pts/3'/><target port='0'/></serial>
                <console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/></console>
                <serial type='file'><source path='/x/web.console'/><log file='/x/web-0.log'/></serial>
                <serial type='unix'><source mode='bind' path='/x/web.socket'/></serial>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                <channel type='unix'><source mode='bind'
                  path='/run/libvirt/qemu/channel/1-web/org.qemu.guest_agent.0'/></channel>
                <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
                <input type='tablet' bus='usb'/>
                <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
                <graphics type='spice' autoport='yes'><listen type='address'/></graphics>
                <graphics type='vnc' port='5901'><listen type='socket'
                  socket='/var/lib/libvirt/qemu/domain-1-web/vnc.sock'/></graphics>
                <audio id='1' type='none'/><sound model='ich9'/>
                <video><model type='virtio' heads='1' primary='yes'/></video>
                <redirdev bus='usb' type='spicevmc'/><watchdog model='itco' action='reset'/>
                <memballoon model='virtio'/>
                <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
                <vsock model='virtio'><cid auto='yes'/></vsock>
                <panic model='isa'/>\
                """;
        var os =
                """
                <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
                <nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'>/x/web.fd</nvram>
                <cmdline>root=/dev/vda1</cmdline><boot dev='hd'/>\
                """;
        var more =
                """
                <metadata><libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns'>
                  <libosinfo:os id='http://debian.org/debian/12'/></libosinfo:libosinfo></metadata>
                <resource><partition>/machine</partition></resource>
                <memory unit='MiB'>128</memory><cpu mode='host-passthrough'/>
                <clock offset='utc'><timer name='hpet' present='no'/></clock>
                <seclabel type='dynamic' model='dac' relabel='yes'><label>+64055:+64055</label>
                </seclabel>\
                """;
        var definition = domain(os, DISK + devices, more);
        assertOrdinary(
                examine(
                        definition,
                        snapshot(
                                "<memory snapshot='no'/><disks><disk name='vda' snapshot='external'"
                                        + " type='file'><driver type='qcow2'/><source"
                                        + " file='/x/web.qcow2'/></disk>"
                                        + "<disk name='vdb' snapshot='external' type='file'><driver"
                                        + " type='qcow2'/><source file='/x/gone.s1'/></disk></disks>"
                                        + definition
                                        + "<cookie><cpu mode='custom'/></cookie>")));
        assertOrdinary(
                examine(
                        domain(
                                "<nvram>/var/lib/libvirt/qemu/nvram/web_VARS.fd</nvram>",
                                DISK,
                                "")));
    }

    /// The header of a raw image isn't looked at, and that of no file of saved memory.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /x/base.raw     | qcow2 | is raw by the manifest, and qcow2 by the XML
                    /x/web.qcow2    | raw   | is qcow2 by the manifest, and raw by the XML
                    /x/web.mem      | qcow2 | is of another kind
                    /x/web.fd       | raw   | is of another kind
                    /x/web.s1.nvram | qcow2 | is of another kind
                    """)
    void aFileIsWhatTheManifestSays(String source, String format, String why) throws Exception {
        var disk = DISK.replace("/x/web.qcow2", source).replace("'qcow2'", "'" + format + "'");
        assertThat(examine(domain("", disk, "")).contradictions())
                .singleElement()
                .asString()
                .contains("disk vda", why);
        for (var element : List.of("domain", "inactiveDomain")) {
            var inside = domain("", disk, "").replace("domain type", element + " type");
            var document = snapshot(inside.replace("</domain>", "</" + element + ">"));
            assertThat(examine(domain("", DISK, ""), document).contradictions())
                    .singleElement()
                    .asString()
                    .contains("snapshot s1: disk vda", why);
        }
        for (var list : List.of("disks", "revertDisks")) {
            var document =
                    snapshot(
                            """
                            <%1$s><disk name='vda' type='file'><driver type='%2$s'/>
                            <source file='%3$s'/></disk></%1$s>\
                            """
                                            .formatted(list, format, source)
                                    + domain("", DISK, ""));
            assertThat(examine(domain("", DISK, ""), document).contradictions())
                    .singleElement()
                    .asString()
                    .contains("snapshot s1: disk vda", why);
        }
    }

    @Test
    void anImageIsNoOtherFile() throws Exception {
        assertThat(examine(domain("<nvram>/x/web.qcow2</nvram>", DISK, "")).contradictions())
                .singleElement()
                .asString()
                .contains("NVRAM", "is of another kind");
        var saved = snapshot("<memory snapshot='external' file='/x/web.qcow2'/>");
        assertThat(examine(domain("", DISK, ""), saved).contradictions())
                .singleElement()
                .asString()
                .contains("snapshot s1: its memory", "is of another kind");
    }

    private static String noted(String note) {
        return snapshot(
                domain(
                        "",
                        DISK,
                        "<metadata><varve:snapshot xmlns:varve='https://varve.dev/xmlns/snapshot/1.0'"
                                + " created='1700000000'>"
                                + note
                                + "</varve:snapshot></metadata>"));
    }

    @Test
    void whatASnapshotNotesIsInTheArchiveOrGone() throws Exception {
        assertThat(
                        examine(
                                        domain("", DISK, ""),
                                        noted("<varve:branch-layer file='/x/web.mem'/>"))
                                .contradictions())
                .singleElement()
                .asString()
                .contains("layer", "is of another kind");
        var there = Files.createFile(directory.resolve("somebodys.nvram"));
        for (var note :
                List.of(
                        "<varve:branch-layer file='" + there + "'/>",
                        "<varve:nvram file='" + there + "' of='/y'/>")) {
            assertThat(examine(domain("", DISK, ""), noted(note)).references())
                    .singleElement()
                    .asString()
                    .contains(there.toString());
        }
        assertOrdinary(
                examine(domain("", DISK, ""), noted("<varve:branch-layer file='/x/gone.s1'/>")));
        var overlay =
                snapshot(
                        "<disks><disk name='vda' snapshot='external'><source file='"
                                + there
                                + "'/></disk></disks>");
        assertThat(examine(domain("", DISK, ""), overlay).references())
                .containsExactly("disk vda " + there);
    }

    @Test
    void onlyOneNoteAndOneSourceIsThere() throws Exception {
        var disk = DISK.replace("<target", "<source file='/etc/shadow'/><target");
        assertThat(examine(domain("", disk, "")).contradictions())
                .singleElement()
                .asString()
                .contains("two sources");
        var twice = domain("", DISK, "<metadata/><metadata/>");
        assertThat(examine(twice).contradictions()).singleElement().asString().contains("twice");
        assertThat(examine("<domain").contradictions()).singleElement().asString().contains("read");
        assertThat(
                        examine(
                                        domain("", DISK, ""),
                                        "<domainsnapshot><name>s2</name></domainsnapshot>")
                                .contradictions())
                .singleElement()
                .asString()
                .contains("another name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <disk type='file'><source file='/etc/shadow'/><target dev='vdb'/></disk> | disk vdb /etc/shadow
                    <disk type='file'><source file='etc/shadow'/><target dev='vdb'/></disk> | disk vdb etc/shadow
                    <disk type='file'><source file='/x//web.qcow2'/><target dev='vdb'/></disk> | disk vdb /x//web.qcow2
                    <disk type='block'><driver type='qcow2'/><source file='/x/web.qcow2' dev='/dev/sda'/><target dev='vdb'/></disk> | disk vdb /dev/sda
                    <disk type='file' device='cdrom'><source file='/iso'/><target dev='sda'/><readonly/></disk> | disk sda /iso
                    <disk type='network'><source protocol='nbd' name='x'/><target dev='vdb'/></disk> | disk vdb, of type network
                    <disk type='volume'><source pool='p' volume='v'/><target dev='vdb'/></disk> | disk vdb, of type volume
                    <disk type='vhostuser'><source type='unix' path='/s'/><target dev='vdb'/></disk> | disk vdb, of type vhostuser
                    <disk type='file'><driver type='qcow2'/><source file='/x/web.qcow2'><encryption><secret uuid='1'/></encryption></source><target dev='vdb'/></disk> | a secret of libvirt's
                    <disk type='file'><driver type='qcow2'/><source file='/x/web.qcow2'><reservations managed='no'><source type='unix' path='/s'/></reservations></source><target dev='vdb'/></disk> | disk vdb /s
                    <filesystem type='mount'><source dir='/'/><target dir='root'/></filesystem> | device <filesystem>
                    <hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/></source></hostdev> | host device usb (id 0x1)
                    <shmem name='s'/> | device <shmem>
                    <lease><target path='/l'/></lease> | device <lease>
                    <anything/> | device <anything>
                    <memory model='nvdimm'><source><path>/dev/pmem0</path></source></memory> | memory /dev/pmem0
                    <memory model='nvdimm'><source><path>etc/shadow</path></source></memory> | memory etc/shadow
                    <emulator>/tmp/qemu-system-x86_64</emulator> | emulator /tmp/qemu-system-x86_64
                    <interface type='vhostuser'><source type='unix' path='/s' mode='client'/></interface> | interface of type vhostuser
                    <interface type='ethernet'><script path='/etc/ifup'/></interface> | interface /etc/ifup
                    <interface type='bridge'><script path='ifup'/></interface> | interface ifup
                    <interface type='user'><backend type='passt' logFile='/etc/cron.d/x'/></interface> | interface /etc/cron.d/x
                    <interface type='network'><backend tap='/dev/tun' vhost='/dev/v'/></interface> | interface /dev/tun
                    <tpm><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm> | TPM of the host
                    <tpm><backend type='emulator'><source type='dir' path='/t'/></backend></tpm> | TPM of the host
                    <input type='evdev'><source dev='/dev/input/event1'/></input> | input device evdev
                    <input type='passthrough'><source evdev='/dev/input/event1'/></input> | input device passthrough
                    <rng><backend model='random'>/etc/shadow</backend></rng> | rng /etc/shadow
                    <rng><backend model='egd' type='unix'><source mode='connect' path='/s'/></backend></rng> | rng of another program
                    <smartcard mode='host'/> | smartcard of the host
                    <audio type='file' path='/etc/motd'/> | audio of type file
                    <audio type='pulseaudio'/> | audio of type pulseaudio
                    <graphics type='vnc'><listen type='socket' socket='/run/docker.sock'/></graphics> | graphics /run/docker.sock
                    <graphics type='dbus' address='unix:path=/run/dbus'/> | graphics of type dbus
                    <video><model type='virtio'><acceleration rendernode='/dev/dri/renderD128'/></model></video> | video /dev/dri/renderD128
                    <serial type='file'><source path='/etc/cron.d/web.log'/></serial> | serial /etc/cron.d/web.log
                    <serial type='file'><source path='/x/other.log'/></serial> | serial /x/other.log
                    <serial type='file'><source path='/x/webster.log'/></serial> | serial /x/webster.log
                    <serial type='file'><source path='/x/web.sh'/></serial> | serial /x/web.sh
                    <serial type='file'><source path='/x/../etc/web.log'/></serial> | serial /x/../etc/web.log
                    <serial type='file'><source path='/x/web.qcow2'/></serial> | serial /x/web.qcow2
                    <serial type='file'><source path='/etc/libvirt/qemu/web.xml'/></serial> | serial /etc/libvirt/qemu/web.xml
                    <serial type='dev'><source path='/dev/ttyS0'/></serial> | serial of type dev
                    <serial type='pty'><source path='/dev/pts/1'/><log file='/etc/passwd'/></serial> | serial /etc/passwd
                    <channel type='unix'><source mode='connect' path='/x/web.sock'/></channel> | channel of type unix
                    <channel type='unix'><source path='/x/web.sock'/></channel> | channel of type unix
                    <serial type='tcp'><source mode='connect' host='127.0.0.1' service='22'/></serial> | serial of type tcp
                    <redirdev bus='usb' type='tcp'><source mode='connect' host='h' service='4000'/></redirdev> | redirdev of type tcp
                    """)
    void whatADeviceHasOfTheHostIsFound(String device, String reference) throws Exception {
        assertThat(examine(domain("", DISK + device, "")).references())
                .anySatisfy(found -> assertThat(found).startsWith(reference));
        var inside = snapshot(domain("", DISK + device, ""));
        assertThat(examine(domain("", DISK, ""), inside).references())
                .anySatisfy(found -> assertThat(found).startsWith(reference));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <loader>/tmp/evil.fd</loader>  | firmware /tmp/evil.fd
                    <loader readonly='no' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader> | firmware
                    <loader>/usr/share/../../etc/shadow</loader> | firmware
                    <nvram>/etc/shadow</nvram> | NVRAM /etc/shadow
                    <nvram>etc/shadow</nvram> | NVRAM etc/shadow
                    <nvram>/var/lib/libvirt/qemu/nvram/other_VARS.fd</nvram> | NVRAM /var
                    <nvram type='file'><source file='/etc/shadow'/></nvram> | NVRAM /etc/shadow
                    <nvram type='network'><source protocol='nbd' name='x'/></nvram> | NVRAM of type network
                    <nvram template='/etc/shadow'>/x/web.fd</nvram> | template of the NVRAM /etc/shadow
                    <nvram type='file'>/etc/shadow<source file='/x/web.fd'/></nvram> | NVRAM under two names
                    <kernel>/etc/shadow</kernel> | kernel /etc/shadow
                    <initrd>/etc/passwd</initrd> | initrd /etc/passwd
                    <dtb>/no/such.dtb</dtb> | dtb /no/such.dtb
                    <acpi><table type='slic'>/etc/shadow</table></acpi> | acpi /etc/shadow
                    <init>/bin/sh</init> | init /bin/sh
                    """)
    void whatADomainBootsFromTheHostIsFound(String boot, String reference) throws Exception {
        assertThat(examine(domain(boot, DISK, "")).references())
                .anySatisfy(found -> assertThat(found).startsWith(reference));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'/> | qemu:commandline
                    <commandline xmlns='http://libvirt.org/schemas/domain/qemu/1.0'/> | elements of http://libvirt.org
                    <sysinfo type='fwcfg'><entry name='opt/a' file='/etc/shadow'/></sysinfo> | sysinfo /etc/shadow
                    <seclabel type='static' model='dac'><label>+0:+0</label></seclabel> | security label of dac
                    <seclabel type='none'/> | security label of any model
                    <blkiotune><device><path>/dev/sda</path></device></blkiotune> | blkiotune /dev/sda
                    """)
    void whatElseADomainHasOfTheHostIsFound(String part, String reference) throws Exception {
        assertThat(examine(domain("", DISK, part)).references())
                .anySatisfy(found -> assertThat(found).startsWith(reference));
    }

    /// Everybody may read it, and it is what it is said to be.
    @Test
    void aKernelMayStayOutside() throws Exception {
        var kernel =
                Files.write(
                        directory.resolve("vmlinuz"),
                        "MZ kernel".getBytes(StandardCharsets.US_ASCII));
        var initrd =
                Files.write(
                        directory.resolve("initrd"),
                        "07070100".getBytes(StandardCharsets.US_ASCII));
        for (var file : List.of(kernel, initrd)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        var definition =
                domain(
                        "<kernel>%s</kernel><initrd>%s</initrd>".formatted(kernel, initrd),
                        DISK,
                        "");
        assertOrdinary(examine(definition));
        assertThat(examine(definition).booted()).containsExactly(kernel, initrd);

        Files.setPosixFilePermissions(initrd, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(examine(definition).references()).containsExactly("initrd " + initrd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<backingStore type='file'><format type='raw'/><source file='/etc/shadow'/></backingStore>",
                "<mirror type='file' file='/etc/shadow' job='copy'/>",
                "<source file='/x/web.qcow2'><dataStore type='file'><format type='raw'/><source"
                        + " file='/etc/shadow'/></dataStore></source>"
            })
    void noChainIsKept(String chain) throws Exception {
        var disk =
                chain.startsWith("<source")
                        ? DISK.replace("<source file='/x/web.qcow2'/>", chain)
                        : DISK.replace("<target", chain + "<target");
        var definition = domain("", disk, "");
        var inactive =
                definition
                        .replace("<domain type", "<inactiveDomain type")
                        .replace("</domain>", "</inactiveDomain>");
        var document = snapshot(definition + inactive);
        assertOrdinary(examine(definition, document));
        assertThat(ImportXml.definition(definition)).asString().doesNotContain("/etc/shadow");
        assertThat(ImportXml.snapshot(document)).asString().doesNotContain("/etc/shadow");
    }

    /// libvirt resumes a guest with the XML in the file, not with that of the snapshot.
    @Test
    void theDomainInAFileOfMemoryIsLookedAt() throws Exception {
        var document =
                snapshot("<memory snapshot='external' file='/x/web.mem'/>" + domain("", DISK, ""));
        var other = DISK.replace("/x/web.qcow2", "/where/it/was");
        assertOrdinary(ImportXml.examine(packed(saved(domain("", other, "")), document)));
        assertThat(
                        ImportXml.examine(
                                        packed(
                                                saved(
                                                        domain(
                                                                "",
                                                                DISK
                                                                        + other.replace(
                                                                                "vda", "vdb")
                                                                        + "<filesystem/>",
                                                                "")),
                                                document))
                                .references())
                .containsExactly("disk vdb /where/it/was", "device <filesystem>");
        assertThat(ImportXml.examine(packed(new byte[1000], document)).contradictions())
                .singleElement()
                .asString()
                .contains("no file of saved memory");
    }

    private static byte[] saved(String xml) {
        var text = xml.getBytes(StandardCharsets.UTF_8);
        var file = ByteBuffer.allocate(92 + text.length + 1).order(ByteOrder.nativeOrder());
        file.put("LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII));
        file.putInt(2).putInt(text.length + 1);
        return file.position(92).put(text).array();
    }

    private DomainArchive packed(byte[] memory, String document) throws IOException {
        var sources = Files.createDirectories(directory.resolve("sources"));
        var domain = archived(domain("", DISK, ""), document);
        var files =
                domain.files().stream()
                        .map(file ->
                                new ArchivedFile(
                                        file.member(),
                                        file.role(),
                                        sources.resolve(file.origin().getFileName()),
                                        file.format(),
                                        file.backing(),
                                        file.bytes()))
                        .toList();
        for (var file : files) {
            Files.write(file.origin(), file.role() == Role.MEMORY ? memory : new byte[1]);
        }
        var path = directory.resolve("web.tar");
        try (var out = Files.newOutputStream(path)) {
            ArchiveFile.write(domain.withFiles(files), out, Instant.EPOCH, _ -> {});
        }
        return new DomainArchive(path, domain, Map.of());
    }
}
