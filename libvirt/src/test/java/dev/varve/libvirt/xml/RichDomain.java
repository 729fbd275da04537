package dev.varve.libvirt.xml;

/// Domains with everything that is awkward to print.
final class RichDomain {

    private RichDomain() {}

    static final String AWKWARD =
            """
            <domain type='test' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>ü&apos;"&lt;&gt;&amp;x 日本 😀</name>
              <uuid>11111111-2222-3333-4444-555555555555</uuid>
              <title>t "q" 'a'</title>
              <description>line 1
            line 2\t&gt; ]]&gt; "x" 'y' é€😀 &#x85;&#xa0;&#x2028;</description>
              <metadata><a:x xmlns:a="http://x/" b='1"2' c="3'4" d='5&quot;6&apos;7' e="&#9;&#10;&#13;é€😀&lt;&gt;&amp;">te"xt' &gt; &lt; &amp; &#13; &#9; é€😀<!-- a comment - x --><![CDATA[a < b & c]]><?pi some data?><a:y/><a:z></a:z>
                  <a:w>   </a:w></a:x>
                  <v:s xmlns:v="urn:v" xmlns="urn:def"><q k="1"/></v:s></metadata>
              <memory unit='KiB'>8192</memory>
              <vcpu>1</vcpu>
              <os><type>hvm</type><loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader><nvram>/n"v'r&amp;am.fd</nvram></os>
              <devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/><source file="/x/ä'b&quot;c&lt;&gt;&amp;" startupPolicy='optional'><seclabel relabel='no'/></source><target dev='vda'/><serial>a&apos;b</serial></disk>
                <disk type='file' device='disk' snapshot='no'><source file="/x/ä b"/><target dev='vdb'/><transient/></disk>
                <disk type='block' device='lun'><driver type='raw' cache='none'/><source dev="/dev/sda"/><target dev='sda' bus='scsi'/><shareable/></disk>
                <disk type='network' device='disk'><source protocol='rbd' name='pool/im"age'><host name='h' port='6789'/></source><target dev='vdc'/></disk>
                <disk type='file' device='cdrom'><target dev='hdc'/><readonly/></disk>
                <disk type='file' device='floppy'><source file='/f'/><target dev='fda'/></disk>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
              </devices>
            </domain>
            """;

    /// As a running QEMU domain shows itself in the middle of an active commit; by hand.
    static final String LIVE =
            """
            <domain type='kvm' id='3' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>web</name>
              <uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
              <os firmware='efi'>
                <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
                <nvram template='/usr/share/OVMF/OVMF_VARS.fd'>/var/lib/libvirt/qemu/nvram/web_VARS.fd</nvram>
              </os>
              <devices>
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
                <disk type='block' device='disk'>
                  <driver name='qemu' type='raw' discard='unmap'/>
                  <source dev='/dev/vg/web' index='2'>
                    <seclabel model='dac' relabel='no'/>
                    <reservations managed='yes'/>
                  </source>
                  <backingStore type='file' index='1'>
                    <format type='qcow2'/>
                    <source file='/img/web.s1'/>
                    <backingStore type='file' index='4'>
                      <format type='raw'/>
                      <source file='/img/web.raw'/>
                      <backingStore/>
                    </backingStore>
                  </backingStore>
                  <mirror type='file' file='/img/web.s1' format='qcow2' job='active-commit' ready='yes'>
                    <format type='qcow2'/>
                    <source file='/img/web.s1' index='1'/>
                  </mirror>
                  <target dev='vda' bus='virtio'/>
                  <iotune>
                    <total_iops_sec>100</total_iops_sec>
                  </iotune>
                  <alias name='virtio-disk0'/>
                  <address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>
                </disk>
                <channel type='unix'>
                  <source mode='bind' path='/run/libvirt/qemu/web.agent'/>
                  <target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>
                </channel>
              </devices>
              <qemu:commandline>
                <qemu:arg value='-d'/>
              </qemu:commandline>
            </domain>
            """;
}
