package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.image.HeaderReading;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.XmlElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Who needs an image without being a domain's disk, a snapshot's, or a layer on a plainly named backing
/// file. In doubt somebody needs it: an image that is kept for nothing costs space, one that is written
/// or removed too early costs data.
final class Dependants {
    private static final Path LOOP_DEVICES = Path.of("/sys/block");

    private final ImageSurvey images;
    private final HeaderReading headers;
    private final StoragePools pools;
    private final KnownXml xml;
    private final Map<Path, Set<String>> needed = new HashMap<>();
    private final Map<Path, Set<String>> readers = new HashMap<>();
    private final Set<Path> followed = new HashSet<>();
    private final Set<Path> open = new HashSet<>();
    private final Set<Path> heads = new HashSet<>();

    Dependants(ImageSurvey images, HeaderReading headers, StoragePools pools, KnownXml xml) {
        this.xml = xml;
        this.images = images;
        this.headers = headers;
        this.pools = pools;
    }

    /// {@return who needs each image, in a few words each}
    Map<Path, Set<String>> needed() {
        return needed;
    }

    /// {@return who has each image open besides the guests' QEMUs}
    Map<Path, Set<String>> readers() {
        return readers;
    }

    /// Takes in what the XML of a domain names besides the sources of its disks. The images have been
    /// surveyed.
    void add(Domain domain) {
        if (domain.persistent()) {
            var definition = xml.domain(domain.definition());
            definition.disks().forEach(disk -> addDefined(disk, who(disk, domain)));
        }
        domain.allDisks().forEach(disk -> disk.source().image().ifPresent(heads::add));
        if (domain.state().active()) {
            xml.domain(domain.live()).disks().forEach(d -> addLive(d, who(d, domain)));
        }
        domain.snapshots().forEach(snapshot -> add(snapshot, domain));
    }

    private static String who(DomainDisk disk, Domain domain) {
        return "disk " + disk.target() + " of " + domain.ref();
    }

    /// A definition that states the layers below starts on those, whatever the headers say. Where both say
    /// the same, the disk itself tells of them.
    private void addDefined(DomainDisk disk, String who) {
        addVolume(disk, who);
        addAlias(disk, who);
        var chain = chain(disk);
        below(disk).stream()
                .filter(path -> !chain.contains(path))
                .forEach(path -> need(path, who + ", which names it in its XML"));
    }

    private void addLive(DomainDisk disk, String who) {
        addVolume(disk, who);
        addAlias(disk, who);
        var chain = chain(disk);
        open.addAll(chain);
        for (var path : below(disk)) {
            open.add(path);
            if (!chain.contains(path)) {
                need(path, who + ", whose QEMU has it open");
            }
        }
    }

    private Set<Path> chain(DomainDisk disk) {
        return disk.sourcePath().map(path -> images.chain(Paths.real(path))).orElse(Set.of());
    }

    /// What stands in `<backingStore>`, `<mirror>`, `<dataStore>`.
    private static List<Path> below(DomainDisk disk) {
        return disk.element().elements().stream()
                .filter(element -> !element.name().equals("source"))
                .flatMap(Dependants::sources)
                .map(Paths::real)
                .toList();
    }

    private static Stream<String> sources(XmlElement element) {
        var own =
                element.name().equals("source") || element.name().equals("mirror")
                        ? element.attribute("file").or(() -> element.attribute("dev")).stream()
                        : Stream.<String>empty();
        return Stream.concat(own, element.elements().stream().flatMap(Dependants::sources));
    }

    private void addVolume(DomainDisk disk, String who) {
        disk.source()
                .filter(_ -> disk.type().equals("volume"))
                .flatMap(source ->
                        pools.path(
                                source.attribute("pool").orElse(""),
                                source.attribute("volume").orElse("")))
                .ifPresent(path -> need(Paths.real(path), who));
    }

    /// QEMU resolves a relative backing name from where the image was named, not from where it is.
    private void addAlias(DomainDisk disk, String who) {
        disk.sourcePath().map(Path::of).filter(Path::isAbsolute).ifPresent(p -> addNamed(p, who));
    }

    private void add(Snapshot snapshot, Domain domain) {
        var who = "snapshot " + snapshot.name() + " of " + domain.ref();
        var then = xml.snapshot(snapshot.document());
        Stream.concat(then.domain().stream(), then.inactiveDomain().stream())
                .flatMap(kept -> kept.disks().stream())
                .forEach(disk -> addVolume(disk, who));
        then.inactiveDomain().stream()
                .flatMap(inactive -> ModelReader.disks(inactive).stream())
                .filter(disk -> snapshot.mode(disk.target()) != SnapshotMode.NO)
                .flatMap(disk -> disk.source().image().stream())
                .filter(image -> !frozen(snapshot).contains(image))
                .forEach(image -> need(image, who));
    }

    private static Set<Path> frozen(Snapshot snapshot) {
        var images = new HashSet<Path>();
        snapshot.domainDisks().forEach(disk -> disk.source().image().ifPresent(images::add));
        return images;
    }

    /// Takes in what the headers of all images lead to besides their plain backing files, what other
    /// names the images have, and who has them open.
    void look(NbdServers servers) {
        images.layers().keySet().forEach(image -> servers.of(image).forEach(w -> read(image, w)));
        List.copyOf(images.layers().values()).forEach(this::look);
        images.files().stream()
                .filter(file -> !images.layers().containsKey(file) && !PartialFile.is(file))
                .filter(this::leadsSomewhere)
                .sorted()
                .forEach(file -> addNamed(file, "image " + file));
        loopDevices();
    }

    private void look(Layer layer) {
        var who = "image " + layer.path();
        if (layer.format() != ImageFormat.RAW) {
            addNamed(layer.path(), who);
        }
        layer.below()
                .filter(below -> !images.layers().containsKey(below))
                .ifPresent(below -> follow(below, who));
        try {
            links(layer.path());
            if (!explained(layer.path()) && headers.isOpen(layer.path())) {
                read(layer.path(), "a running program that has it open");
            }
        } catch (IOException _) {
            // Gone meanwhile, or on a file system without locks or links.
            return;
        }
    }

    /// Whether it is known who has the image open.
    private boolean explained(Path image) {
        return open.contains(image) || readers.containsKey(image);
    }

    private void read(Path image, String who) {
        readers.computeIfAbsent(image, _ -> new TreeSet<>()).add(who);
        need(image, who);
    }

    /// Takes in what is read through the image as `name` names it, but for its plain backing file.
    private void addNamed(Path name, String who) {
        var image = images.layers().containsKey(name) ? name : Paths.real(name);
        var known = Optional.ofNullable(images.layers().get(image));
        if (known.filter(layer -> layer.format() == ImageFormat.RAW).isPresent()) {
            return;
        }
        for (var path : references(name)) {
            if (!path.equals(image) && !known.flatMap(Layer::below).equals(Optional.of(path))) {
                need(path, who);
            }
        }
    }

    private void need(Path image, String who) {
        needed.computeIfAbsent(image, _ -> new TreeSet<>()).add(who);
        follow(image, who);
    }

    /// Layers have been followed as their formats are stated. Of others nobody says what they are.
    private void follow(Path image, String who) {
        if (!images.layers().containsKey(image) && followed.add(image)) {
            references(image).forEach(path -> need(path, who));
        }
    }

    private boolean leadsSomewhere(Path file) {
        try {
            return !headers.references(file).isEmpty();
        } catch (IOException _) {
            // As in #references.
            return false;
        }
    }

    private Set<Path> references(Path name) {
        var there = new LinkedHashSet<Path>();
        try {
            for (var path : headers.references(name)) {
                if (Files.isRegularFile(path) || isDevice(path)) {
                    there.add(Paths.real(path));
                }
            }
        } catch (IOException _) {
            // What can't be opened for reading can't be an overlay in use by this user either.
            return there;
        }
        return there;
    }

    private static boolean isDevice(Path path) {
        return path.startsWith("/dev") && Files.exists(path) && !Files.isDirectory(path);
    }

    /// Another name may be anybody's. A head changes all the time, under whatever name.
    private void links(Path image) throws IOException {
        if (heads.contains(image) || headers.file(image).links() == 1) {
            return;
        }
        var names = new TreeSet<Path>(Set.of(image));
        for (var file : images.files()) {
            if (Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                    && Image.sameFile(file, image)) {
                names.add(file);
            }
        }
        int unknown = (int) Files.getAttribute(image, "unix:nlink") - names.size();
        names.removeIf(PartialFile::is);
        names.removeIf(this::isReplaced);
        names.remove(image);
        if (unknown > 0) {
            need(image, "another hard link to it, in a directory that isn't known");
        }
        names.forEach(name -> need(image, "its hard link " + name));
    }

    /// An operation that was cut was about to give the name to another file.
    private boolean isReplaced(Path name) {
        return images.files().stream().anyMatch(file -> PartialFile.isOf(file, name));
    }

    private void loopDevices() {
        try (var devices = Files.newDirectoryStream(LOOP_DEVICES, "loop*")) {
            for (var device : devices) {
                var file = device.resolve("loop/backing_file");
                if (Files.isReadable(file)) {
                    var path = Path.of(Files.readString(file).strip());
                    need(Paths.real(path), "loop device " + device.getFileName());
                }
            }
        } catch (IOException _) {
            // No loop devices here, or one that was just detached.
            return;
        }
    }
}
