package dev.varve.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The `<source>` of a disk.
final class DiskSource {

    private DiskSource() {}

    /// The source that reads `file`. Of the one before it keeps what holds for any file of that disk: what to do at
    /// start when it's missing, and the security labels. Its pool, host, slice, encryption, reservations and index
    /// described another image.
    static XmlElement file(Optional<XmlElement> before, String file) {
        var kept =
                before.map(s -> s.attribute("startupPolicy")).stream()
                        .flatMap(Optional::stream)
                        .map(p -> new XmlAttribute("startupPolicy", p));
        var attributes = Stream.concat(Stream.of(new XmlAttribute("file", file)), kept).toList();
        var bare = new XmlElement("source", attributes, List.of());
        return before.filter(s -> s.has("seclabel"))
                .map(s -> bare.withChildren(onlyLabels(s).children()))
                .orElse(bare);
    }

    private static XmlElement onlyLabels(XmlElement source) {
        return source.elements().stream()
                .map(XmlElement::name)
                .filter(n -> !n.equals("seclabel"))
                .distinct()
                .reduce(source, XmlElement::withoutChildren, (_, last) -> last);
    }
}
