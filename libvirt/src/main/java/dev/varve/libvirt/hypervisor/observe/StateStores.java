package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.StateStore;
import dev.varve.core.model.StateStore.Kind;
import dev.varve.image.StateFile;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a domain keeps beside its disks, by its XML: in the files that the XML names, or where libvirt
/// keeps it if it doesn't.
///
/// libvirt 9.0 chooses the firmware of an `<os firmware='efi'>` at each start, so that the definition of
/// a domain that is shut off names no NVRAM.
///
/// @param directories those of libvirt; empty for a driver that isn't QEMU's
record StateStores(Optional<StateDirectories> directories) {
    private static final Path UNKNOWN = Path.of("a place that isn't known");

    /// A file as the XML describes it.
    private record Named(Kind kind, Path path, Optional<String> obstacle, Optional<String> live) {}

    /// @param uri of the connection
    static StateStores of(String uri) {
        return new StateStores(StateDirectories.of(uri));
    }

    /// {@return the stores of a domain}
    ///
    /// @param xml what the domain runs with, or its definition when it is shut off
    List<StateStore> of(DomainXml xml) {
        var stores = new ArrayList<StateStore>();
        nvram(xml).ifPresent(named -> stores.add(seen(named, xml.isLive())));
        tpm(xml).ifPresent(named -> stores.add(seen(named, xml.isLive())));
        return stores;
    }

    private Optional<Named> nvram(DomainXml xml) {
        var os = xml.root();
        if (os.path("os", "varstore").stream().findAny().isPresent()) {
            return Optional.of(unknown(Kind.NVRAM, "it is a varstore, which isn't copied yet"));
        }
        boolean stateless =
                os.path("os", "loader").stream()
                        .anyMatch(loader -> has(loader, "stateless", "yes"));
        var element = os.path("os", "nvram").stream().findFirst();
        if (stateless || (element.isEmpty() && !xml.hasPflash())) {
            return Optional.empty();
        }
        var type = element.flatMap(e -> e.attribute("type")).orElse("file");
        if (!type.equals("file")) {
            return Optional.of(unknown(Kind.NVRAM, "it is of type '" + type + "', not a file"));
        }
        var live =
                element.filter(e -> has(e, "format", "qcow2"))
                        .map(_ ->
                                "QEMU keeps a part of a qcow2 image in its memory; shut the domain"
                                        + " down");
        return Optional.of(
                xml.nvram()
                        .map(Path::of)
                        .or(() -> defaultNvram(xml))
                        .map(path -> new Named(Kind.NVRAM, path, Optional.empty(), live))
                        .orElseGet(() -> unknown(Kind.NVRAM, "the domain's XML doesn't name it")));
    }

    private static boolean has(XmlElement element, String attribute, String value) {
        return element.attribute(attribute).filter(value::equals).isPresent();
    }

    /// libvirt: qemuDomainNVRAMPathFormat.
    private Optional<Path> defaultNvram(DomainXml xml) {
        return directories.flatMap(
                d -> xml.name().map(name -> d.nvram().resolve(name + "_VARS.fd")));
    }

    private static Named unknown(Kind kind, String why) {
        return new Named(kind, UNKNOWN, Optional.of(why), Optional.empty());
    }

    private Optional<Named> tpm(DomainXml xml) {
        return xml.root().path("devices", "tpm", "backend").stream()
                .filter(backend -> has(backend, "type", "emulator"))
                .findFirst()
                .map(backend -> emulated(backend, xml));
    }

    private Named emulated(XmlElement backend, DomainXml xml) {
        boolean old = has(backend, "version", "1.2");
        var file = old ? "tpm-00.permall" : "tpm2-00.permall";
        var source = backend.child("source");
        var path = source.flatMap(s -> s.attribute("path")).map(Path::of);
        if (path.isPresent()) {
            return source.filter(s -> has(s, "type", "file")).isPresent()
                    ? new Named(
                            Kind.TPM,
                            path.get(),
                            Optional.empty(),
                            Optional.of("swtpm writes it in place; shut the domain down"))
                    : named(path.get().resolve(file));
        }
        return directories
                .flatMap(d -> xml.uuid().map(uuid -> d.tpm().resolve(uuid)))
                .map(directory -> named(directory.resolve(old ? "tpm1.2" : "tpm2").resolve(file)))
                .orElseGet(() -> unknown(Kind.TPM, "the domain's XML doesn't name it"));
    }

    private static Named named(Path path) {
        return new Named(Kind.TPM, path, Optional.empty(), Optional.empty());
    }

    private static StateStore seen(Named named, boolean active) {
        var path = inRealDirectory(named.path());
        if (named.obstacle().isPresent()) {
            return new StateStore(named.kind(), path, false, named.obstacle(), Optional.empty());
        }
        try {
            var attributes =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new StateStore(named.kind(), path, true, obstacle(attributes), named.live());
        } catch (NoSuchFileException _) {
            var why = active ? Optional.of("it isn't there") : Optional.<String>empty();
            return new StateStore(named.kind(), path, false, why, named.live());
        } catch (IOException e) {
            var why = Optional.of(Failures.reason(e));
            return new StateStore(named.kind(), path, true, why, named.live());
        }
    }

    /// What QEMU can write to might lead to a file that only root may read or write.
    private static Optional<String> obstacle(BasicFileAttributes attributes) {
        return Stream.of(
                        Optional.of("it is not a regular file")
                                .filter(_ -> !attributes.isRegularFile()),
                        Optional.of("it is too large")
                                .filter(_ -> attributes.size() > StateFile.BYTES_MAX))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// The file itself must not be a link; its directories may be.
    private static Path inRealDirectory(Path path) {
        var parent = path.getParent();
        var name = path.getFileName();
        return parent == null || name == null ? path : Paths.real(parent).resolve(name);
    }
}
