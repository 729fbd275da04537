package dev.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A libvirt inside the processes that use it, with one domain that is shut off, in a directory that can be put back to
/// how it was.
final class EmbedRoot {
    static final String DOMAIN = "web";

    private final Path place;

    private EmbedRoot(Path place) {
        this.place = place;
    }

    static EmbedRoot make(Path place) throws IOException {
        var made = new EmbedRoot(place);
        var etc = Files.createDirectories(made.world().resolve("root/etc/qemu"));
        Files.writeString(etc.resolveSibling("qemu.conf"), configuration());
        var image = Files.createDirectory(made.images()).resolve("web.qcow2");
        Program.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1G");
        Files.writeString(etc.resolve("web.xml"), definition(image));
        made.write("web.qcow2");
        // libvirt asks QEMU once what it can do, for some seconds, and keeps the answer.
        Program.run("virsh", "-q", "-c", made.uri(), "domcapabilities");
        return made;
    }

    private static String configuration() {
        var root = System.getProperty("user.name").equals("root");
        return """
        %ssecurity_driver = "none"
        stdio_handler = "file"
        cgroup_controllers = [ ]
        namespaces = [ ]
        dynamic_ownership = 0
        remember_owner = 0
        """
                .formatted(root ? "user = \"root\"\ngroup = \"root\"\n" : "");
    }

    /// libvirt reads it when it starts.
    private static String definition(Path image) {
        return """
        <domain type='qemu'>
          <name>%s</name>
          <uuid>6f5ad1cc-5a3c-4d26-9a2e-6f1a3b1a7d01</uuid>
          <memory>65536</memory>
          <os><type arch='x86_64'>hvm</type></os>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/>
              <source file='%s'/>
              <target dev='vda' bus='virtio'/>
            </disk>
          </devices>
        </domain>
        """
                .formatted(DOMAIN, image);
    }

    private Path world() {
        return place.resolve("world");
    }

    Path images() {
        return world().resolve("images");
    }

    String uri() {
        return "qemu:///embed?root=" + world() + "/root";
    }

    /// As a guest would: 64 KiB.
    void write(String image) throws IOException {
        Program.run("qemu-io", "-c", "write 0 64k", images().resolve(image).toString());
    }

    /// The environment of Varve and virsh alike.
    Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        environment.put("VIRSH_DEFAULT_CONNECT_URI", uri());
        environment.put("LIBVIRT_LOG_OUTPUTS", "4:file:" + place.resolve("libvirt.log"));
        environment.put("XDG_STATE_HOME", world().resolve("state").toString());
        return environment;
    }

    void keepAs(String name) throws IOException {
        Program.run("cp", "-a", world().toString(), place.resolve(name).toString());
    }

    void returnTo(String name) throws IOException {
        Program.run("rm", "-rf", world().toString());
        Program.run("cp", "-a", place.resolve(name).toString(), world().toString());
    }
}
