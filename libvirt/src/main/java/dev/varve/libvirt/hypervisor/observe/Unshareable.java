package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Renaming;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What of a domain no other can have while it runs: devices of the host, ports and sockets that are
/// stated, files that a device writes.
public final class Unshareable {
    private final XmlElement domain;

    private Unshareable(XmlElement domain) {
        this.domain = domain;
    }

    /// {@return each in a few words}
    public static List<String> of(DomainXml domain) {
        var found = new Unshareable(domain.root());
        return Stream.of(
                        found.hostDevices(),
                        found.graphics(),
                        found.vsock(),
                        found.memory(),
                        found.characterDevices(),
                        found.passedThrough(),
                        found.networkDevices(),
                        found.arguments())
                .flatMap(all -> all)
                .toList();
    }

    private Stream<XmlElement> devices(String name) {
        return domain.path("devices", name).stream();
    }

    private static boolean has(XmlElement element, String attribute, String value) {
        return element.attribute(attribute).filter(value::equals).isPresent();
    }

    private Stream<String> hostDevices() {
        return devices("hostdev").map(device -> "host device " + described(device));
    }

    private Stream<String> networkDevices() {
        var passed =
                devices("interface")
                        .filter(device -> has(device, "type", "hostdev"))
                        .map(device -> "host network device " + described(device));
        var forwarded =
                devices("interface")
                        .flatMap(device -> device.path("portForward", "range").stream())
                        .flatMap(range ->
                                range.attribute("to").or(() -> range.attribute("start")).stream())
                        .map(port -> "forwarded port " + port);
        return Stream.concat(passed, forwarded);
    }

    /// Nobody knows what these are.
    private Stream<String> arguments() {
        return domain.elements().stream()
                .filter(element -> element.name().endsWith(":commandline"))
                .map(element -> "arguments in <" + element.name() + ">");
    }

    /// {@return `pci 0000:01:00.0`, `usb 0x046d:0x0825`…: the attributes of what names it}
    public static String described(XmlElement device) {
        var type = device.attribute("type").orElse("of a kind");
        var parts =
                device.path("source").stream()
                        .flatMap(source -> source.elements().stream())
                        .flatMap(part -> part.attributes().stream())
                        .map(attribute -> attribute.name() + " " + attribute.value())
                        .collect(Collectors.joining(", "));
        return parts.isEmpty() ? type : type + " (" + parts + ")";
    }

    private Stream<String> graphics() {
        return devices("graphics")
                .flatMap(graphics -> {
                    var type =
                            graphics.attribute("type").orElse("graphics").toUpperCase(Locale.ROOT);
                    var sockets =
                            graphics.path("listen").stream()
                                    .flatMap(listen -> listen.attribute("socket").stream())
                                    .map(socket -> type + " socket " + socket);
                    var ports =
                            has(graphics, "autoport", "yes")
                                    ? Stream.<String>empty()
                                    : Stream.of("port", "tlsPort")
                                            .flatMap(name -> graphics.attribute(name).stream())
                                            .filter(port -> !port.startsWith("-"))
                                            .map(port -> type + " port " + port);
                    return Stream.concat(ports, sockets);
                });
    }

    private Stream<String> vsock() {
        return devices("vsock")
                .flatMap(vsock -> vsock.path("cid").stream())
                .filter(cid -> !has(cid, "auto", "yes"))
                .flatMap(cid -> cid.attribute("address").stream())
                .map(address -> "vsock CID " + address);
    }

    private Stream<String> memory() {
        return devices("memory")
                .flatMap(memory -> memory.path("source", "path").stream())
                .map(path -> "memory file " + path.text().strip());
    }

    /// Sockets that it listens at, and files that it writes. libvirt leaves paths out that it chose itself.
    private Stream<String> characterDevices() {
        return Stream.of("serial", "parallel", "console", "channel", "redirdev", "smartcard")
                .flatMap(this::devices)
                .flatMap(device -> taken(device).stream())
                .distinct();
    }

    private Optional<String> taken(XmlElement device) {
        var type = device.attribute("type").orElse("");
        var source = device.path("source").stream().findFirst();
        return switch (type) {
            case "file", "dev", "pipe" ->
                    source.flatMap(s -> s.attribute("path"))
                            .filter(this::stays)
                            .map(path -> type + " " + path);
            case "unix" ->
                    source.filter(s -> !has(s, "mode", "connect"))
                            .flatMap(s -> s.attribute("path"))
                            .filter(this::stays)
                            .map(path -> "socket " + path);
            case "tcp" ->
                    source.filter(s -> has(s, "mode", "bind"))
                            .flatMap(s -> s.attribute("service"))
                            .map(port -> "TCP port " + port);
            default -> Optional.empty();
        };
    }

    /// One that bears the domain's name gets another in a clone.
    private boolean stays(String path) {
        return new Renaming(domain.childText("name").orElse(""), "").of(Path.of(path)).isEmpty();
    }

    private Stream<String> passedThrough() {
        var inputs =
                devices("input")
                        .filter(input ->
                                has(input, "type", "evdev") || has(input, "type", "passthrough"))
                        .map(Unshareable::described)
                        .map(input -> "input device " + input);
        var tpm =
                devices("tpm")
                        .flatMap(device -> device.path("backend").stream())
                        .filter(backend -> has(backend, "type", "passthrough"))
                        .map(_ -> "the TPM of the host");
        return Stream.concat(inputs, tpm);
    }
}
