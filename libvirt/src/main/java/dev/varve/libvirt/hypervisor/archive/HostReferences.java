package dev.varve.libvirt.hypervisor.archive;

import dev.varve.libvirt.hypervisor.observe.Unshareable;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlAttribute;
import dev.varve.libvirt.xml.XmlCData;
import dev.varve.libvirt.xml.XmlComment;
import dev.varve.libvirt.xml.XmlElement;
import dev.varve.libvirt.xml.XmlInstruction;
import dev.varve.libvirt.xml.XmlText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What of the host a domain's XML names that isn't in its archive: files, devices, sockets, programs, secrets.
/// Whoever defines and starts the domain gives its guest all of these.
///
/// Known elements are judged by what they mean. Of everything else each path counts, and each element that isn't
/// libvirt's own; a device of a kind that isn't known here counts as such.
final class HostReferences {
    /// Their values are files, also those that don't begin with a slash: libvirt's directory is the root.
    private static final Set<String> PATHS =
            Set.of("file", "logFile", "path", "rendernode", "socket", "tap", "template", "vhost");

    /// Kinds of these devices that need nothing but what the host has for any guest.
    private static final Set<String> NETWORKS =
            Set.of("network", "bridge", "direct", "user", "null");

    private static final Set<String> DISPLAYS = Set.of("vnc", "spice", "egl-headless", "rdp");
    private static final Set<String> SOUNDS = Set.of("none", "spice");
    private static final Set<String> CHARACTERS =
            Set.of("null", "pty", "qemu-vdagent", "spiceport", "spicevmc", "stdio", "vc");

    private static final Set<String> RANDOMNESS =
            Set.of("/dev/hwrng", "/dev/random", "/dev/urandom");

    private static final String EMULATOR =
            "/usr/(local/)?(bin|libexec)/(kvm|qemu-kvm|qemu-system-[a-z0-9_]+)"
                    + "|/run/libvirt/nix-emulators/qemu-[a-z0-9_-]+";

    private static final String FIRMWARE = "/usr/share/|/run/libvirt/nix-ovmf/";

    private final XmlElement domain;
    private final ArchivedNames names;

    private HostReferences(XmlElement domain, ArchivedNames names) {
        this.domain = domain;
        this.names = names;
    }

    /// {@return each in a few words}
    ///
    /// @param domain without any chain
    static List<String> in(DomainXml domain, ArchivedNames names) {
        return new HostReferences(domain.root(), names).all().distinct().toList();
    }

    /// {@return those in an element outside a domain: in a snapshot's}
    static Stream<String> inPart(XmlElement part, ArchivedNames names) {
        return new HostReferences(part, names).in(part.name(), part, HostReferences::none);
    }

    /// {@return those of a disk, the domain's or a snapshot's, but for the files that it lies in}
    static Stream<String> besideSources(String title, XmlElement disk, ArchivedNames names) {
        var rest =
                disk.mapChildren(
                        "source",
                        source -> source.withoutAttribute("file").withoutAttribute("dev"));
        return new HostReferences(disk, names).in(title, rest, HostReferences::none);
    }

    private Stream<String> all() {
        return Stream.concat(alien(domain), domain.elements().stream().flatMap(this::partOfDomain));
    }

    private Stream<String> partOfDomain(XmlElement part) {
        return switch (part.name()) {
            // A cgroup, texts, and keys in an encoding that has slashes.
            case "metadata", "name", "title", "description", "resource", "launchSecurity" ->
                    Stream.empty();
            case "os" -> Stream.concat(alien(part), part.elements().stream().flatMap(this::boot));
            case "devices" ->
                    Stream.concat(alien(part), part.elements().stream().flatMap(this::device));
            case "seclabel" -> label(part);
            default -> in(part.name(), part, HostReferences::none);
        };
    }

    /// {@return everything in an element that is a path or isn't libvirt's}
    ///
    /// @param title names the element in messages
    /// @param fine paths that it may have
    private Stream<String> in(String title, XmlElement element, Predicate<String> fine) {
        var paths =
                Stream.concat(
                                element.attributes().stream()
                                        .filter(HostReferences::isPath)
                                        .map(XmlAttribute::value),
                                texts(element))
                        .filter(path -> !fine.test(path))
                        .map(path -> title + " " + path);
        return Stream.of(
                        alien(element),
                        secret(element),
                        paths,
                        element.elements().stream().flatMap(child -> in(title, child, fine)))
                .flatMap(found -> found);
    }

    private static boolean none(String path) {
        return path.isEmpty();
    }

    private static boolean isPath(XmlAttribute attribute) {
        return !isNamespace(attribute)
                && (attribute.value().startsWith("/")
                        || (PATHS.contains(attribute.name()) && !attribute.value().isEmpty()));
    }

    private static Stream<String> texts(XmlElement element) {
        var text = new StringBuilder();
        for (var node : element.children()) {
            switch (node) {
                case XmlText(var written) -> text.append(written);
                case XmlCData(var written) -> text.append(written);
                case XmlElement _, XmlComment _, XmlInstruction _ -> {}
            }
        }
        var whole = text.toString().strip();
        boolean isPath =
                whole.startsWith("/") || (element.name().equals("path") && !whole.isEmpty());
        return isPath ? Stream.of(whole) : Stream.empty();
    }

    /// libvirt passes what is in QEMU's namespace to QEMU's command line.
    private static Stream<String> alien(XmlElement element) {
        var prefixed = Optional.of(element.name()).filter(name -> name.contains(":")).stream();
        var declared =
                element.attributes().stream()
                        .filter(HostReferences::isNamespace)
                        .map(attribute -> "elements of " + attribute.value());
        return Stream.concat(prefixed, declared);
    }

    private static boolean isNamespace(XmlAttribute attribute) {
        return attribute.name().equals("xmlns") || attribute.name().startsWith("xmlns:");
    }

    private static Stream<String> secret(XmlElement element) {
        boolean has = element.name().equals("secret") || element.attribute("secret").isPresent();
        return has ? Stream.of("a secret of libvirt's") : Stream.empty();
    }

    private Stream<String> boot(XmlElement part) {
        return switch (part.name()) {
            case "loader" -> in("firmware", part, path -> isFirmware(part, path));
            case "nvram" -> nvram(part);
            case "cmdline", "initargs", "bootloader_args" -> Stream.empty();
            case "kernel" -> booted(BootFile.KERNEL, part);
            case "initrd" -> booted(BootFile.INITRD, part);
            case "dtb" -> booted(BootFile.DTB, part);
            default -> in(part.name(), part, HostReferences::none);
        };
    }

    private Stream<String> booted(BootFile kind, XmlElement part) {
        var path = part.text().strip();
        return path.isEmpty() || kind.isHarmless(path)
                ? Stream.empty()
                : Stream.of(kind.element() + " " + path);
    }

    /// Where the guest can't write it, nor gets another's variables.
    private static boolean isFirmware(XmlElement loader, String path) {
        return !has(loader, "readonly", "no") && isFirmware(path);
    }

    private static boolean isFirmware(String path) {
        return !path.contains("/../")
                && Stream.of(FIRMWARE.split("\\|")).anyMatch(path::startsWith);
    }

    /// The archive's file under this name, or one that libvirt makes.
    private Stream<String> nvram(XmlElement nvram) {
        var type = nvram.attribute("type").orElse("file");
        if (!type.equals("file")) {
            return Stream.of("NVRAM of type " + type);
        }
        if (nvram.has("source") && !nvram.text().isBlank()) {
            return Stream.of("NVRAM under two names");
        }
        var format = nvram.attribute("format").orElse("raw");
        if (!Set.of("raw", "qcow2").contains(format)) {
            return Stream.of("NVRAM of format " + format);
        }
        var template = nvram.attribute("template").orElse("");
        var bare = nvram.withoutAttribute("template");
        return Stream.concat(
                template.isEmpty() || isFirmware(template)
                        ? Stream.empty()
                        : Stream.of("template of the NVRAM " + template),
                Stream.concat(relative(nvram), in("NVRAM", bare, this::isNvram)));
    }

    private static Stream<String> relative(XmlElement nvram) {
        var path = nvram.text().strip();
        return path.isEmpty() || path.startsWith("/") ? Stream.empty() : Stream.of("NVRAM " + path);
    }

    private boolean isNvram(String path) {
        return names.contains(path) || names.isDefaultNvram(path);
    }

    /// Any other label than the one that libvirt makes for each guest lets QEMU do what it may not otherwise.
    private static Stream<String> label(XmlElement label) {
        return has(label, "type", "dynamic") && !label.has("baselabel")
                ? Stream.empty()
                : Stream.of("security label of " + label.attribute("model").orElse("any model"));
    }

    private Stream<String> device(XmlElement device) {
        var name = device.name();
        return switch (name) {
            case "disk" -> disk(device);
            case "interface" -> ofKind(device, NETWORKS);
            case "graphics" -> graphics(device);
            case "audio" -> ofKind(device, SOUNDS);
            case "serial", "parallel", "console", "channel", "redirdev" -> characters(device);
            case "smartcard" ->
                    has(device, "mode", "passthrough")
                            ? characters(device)
                            : Stream.of("smartcard of the host");
            case "rng" -> randomness(device);
            case "input" -> input(device);
            case "tpm" -> tpm(device);
            case "emulator" -> emulator(device);
            case "hostdev" -> Stream.of("host device " + Unshareable.described(device));
            case "controller",
                    "crypto",
                    "hub",
                    "iommu",
                    "memballoon",
                    "memory",
                    "nvram",
                    "panic",
                    "pstore",
                    "redirfilter",
                    "sound",
                    "video",
                    "vsock",
                    "watchdog" ->
                    in(name, device, HostReferences::none);
            default ->
                    Stream.concat(
                            Stream.of("device <" + name + ">"),
                            in(name, device, HostReferences::none));
        };
    }

    private static boolean has(XmlElement element, String attribute, String value) {
        return element.attribute(attribute).filter(value::equals).isPresent();
    }

    private Stream<String> ofKind(XmlElement device, Set<String> kinds) {
        return Stream.concat(kind(device, kinds), in(device.name(), device, HostReferences::none));
    }

    private static Stream<String> kind(XmlElement device, Set<String> kinds) {
        return Stream.of(device.attribute("type").orElse("unknown"))
                .filter(type -> !kinds.contains(type))
                .map(type -> device.name() + " of type " + type);
    }

    private Stream<String> disk(XmlElement disk) {
        var target =
                disk.child("target").flatMap(t -> t.attribute("dev")).orElse("without a target");
        var title = "disk " + target;
        var type = disk.attribute("type").orElse("file");
        if (!type.equals("file") && !type.equals("block")) {
            return Stream.of(title + ", of type " + type);
        }
        var sources = DiskSources.paths(disk).filter(path -> !names.contains(path));
        return Stream.concat(
                sources.map(path -> title + " " + path), besideSources(title, disk, names));
    }

    private Stream<String> graphics(XmlElement device) {
        return Stream.concat(kind(device, DISPLAYS), in(device.name(), device, names::isOwn));
    }

    /// libvirt makes a socket of its own where none is named, and connects to one of which it isn't said that the
    /// guest listens there.
    private Stream<String> characters(XmlElement device) {
        var type = device.attribute("type").orElse("pty");
        boolean connects =
                device.children("source").stream()
                        .anyMatch(source ->
                                source.attribute("path").isPresent()
                                        && !has(source, "mode", "bind"));
        boolean known =
                CHARACTERS.contains(type)
                        || type.equals("file")
                        || (type.equals("unix") && !connects);
        var kind = known ? Stream.<String>empty() : Stream.of(device.name() + " of type " + type);
        Predicate<String> fine =
                type.equals("pty")
                        ? path -> path.matches("/dev/pts/[0-9]+") || names.isOwn(path)
                        : names::isOwn;
        return Stream.concat(kind, in(device.name(), device, fine));
    }

    private Stream<String> randomness(XmlElement device) {
        var kinds =
                device.children("backend").stream()
                        .filter(backend -> has(backend, "model", "egd"))
                        .map(_ -> "rng of another program");
        return Stream.concat(kinds, in("rng", device, RANDOMNESS::contains));
    }

    private Stream<String> input(XmlElement device) {
        return has(device, "type", "evdev") || has(device, "type", "passthrough")
                ? Stream.of("input device " + Unshareable.described(device))
                : in("input", device, HostReferences::none);
    }

    private Stream<String> tpm(XmlElement device) {
        boolean emulated =
                device.children("backend").stream()
                        .allMatch(backend ->
                                has(backend, "type", "emulator") && !backend.has("source"));
        return emulated ? in("tpm", device, HostReferences::none) : Stream.of("TPM of the host");
    }

    private static Stream<String> emulator(XmlElement device) {
        var path = device.text().strip();
        return path.matches(EMULATOR) ? Stream.empty() : Stream.of("emulator " + path);
    }
}
