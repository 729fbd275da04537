package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// Annotations in a snapshot's own XML, in the `<metadata>` of its `<domain>`, so that they travel with
/// the snapshot.
///
/// ```xml
/// <varve:snapshot xmlns:varve='https://varve.dev/xmlns/snapshot/1.0' created='1764055725' of='s1'>
///   <varve:branch-layer file='/images/vda.s1'/>
///   <varve:hold reason='before the migration'/>
///   <varve:tag name='weekly'/>
///   <varve:policy name='nightly'/>
///   <varve:expires at='2026-11-25T07:28:45Z'/>
///   <varve:nvram file='/images/vda.s1.nvram' of='/var/lib/libvirt/qemu/nvram/web_VARS.fd'/>
///   <varve:tpm file='/images/vda.s1.tpm' of='/var/lib/libvirt/swtpm/…/tpm2/tpm2-00.permall'/>
///   <varve:group name='before-upgrade'>
///     <varve:member uuid='…' name='web'/>
///   </varve:group>
/// </varve:snapshot>
/// ```
///
/// When libvirt reverts, it makes the snapshot's `<domain>` the domain's definition, this included, and
/// every snapshot taken from then on gets a copy. So it says when the snapshot was made that it is about,
/// and is nothing to any other. That is told in seconds, and in one second two can be made: what a
/// snapshot may be deleted for, alone or with others, it has only under the name that it was noted with.
/// What keeps it stays with it when somebody renames it.
public final class AnnotationsXml {
    private static final String ROOT = "varve:snapshot";
    private static final String CREATED = "created";
    private static final String OF = "of";
    private static final String BRANCH_LAYER = "varve:branch-layer";
    private static final String HOLD = "varve:hold";
    private static final String TAG = "varve:tag";
    private static final String POLICY = "varve:policy";
    private static final String EXPIRES = "varve:expires";
    private static final String GROUP = "varve:group";
    private static final String MEMBER = "varve:member";

    private AnnotationsXml() {}

    /// {@return what the snapshot notes; what can't be read is not there}
    public static Annotations read(SnapshotXml snapshot) {
        return read(snapshot, Paths::real);
    }

    /// {@return the same, with the layers under the names that stand there: those of another host, maybe}
    public static Annotations written(SnapshotXml snapshot) {
        return read(snapshot, Path::of);
    }

    private static Annotations read(SnapshotXml snapshot, Function<String, Path> layer) {
        return snapshot.domain()
                .flatMap(domain -> domain.metadata(DomainXml.VARVE_NAMESPACE))
                .filter(root -> root.attribute(CREATED).equals(Optional.of(created(snapshot))))
                .map(root -> read(snapshot, root, layer))
                .orElseGet(Annotations::none);
    }

    private static Annotations read(
            SnapshotXml snapshot, XmlElement root, Function<String, Path> layer) {
        var noted = read(root, layer);
        boolean renamed = root.attribute(OF).filter(of -> !of.equals(name(snapshot))).isPresent();
        return renamed
                ? noted.withPolicy(Optional.empty())
                        .withExpiry(Optional.empty())
                        .withGroup(Optional.empty())
                : noted;
    }

    /// A snapshot keeps the time also when it is renamed or redefined.
    private static String created(SnapshotXml snapshot) {
        return Long.toString(snapshot.creationTime().map(Instant::getEpochSecond).orElse(0L));
    }

    private static String name(SnapshotXml snapshot) {
        return snapshot.name().orElse("");
    }

    private static Annotations read(XmlElement root, Function<String, Path> layer) {
        var layers = new TreeSet<>(values(root, BRANCH_LAYER, "file").map(layer).toList());
        return Annotations.none()
                .withBranchLayers(layers)
                .withHold(values(root, HOLD, "reason").findFirst())
                .withTags(new TreeSet<>(values(root, TAG, "name").toList()))
                .withPolicy(values(root, POLICY, "name").findFirst())
                .withExpiry(values(root, EXPIRES, "at").flatMap(AnnotationsXml::time).findFirst())
                .withGroup(root.children(GROUP).stream().flatMap(AnnotationsXml::group).findFirst())
                .withCopies(copies(root));
    }

    private static Map<StateStore.Kind, StoreCopy> copies(XmlElement root) {
        var copies = new EnumMap<StateStore.Kind, StoreCopy>(StateStore.Kind.class);
        for (var kind : StateStore.Kind.values()) {
            root.child(name(kind)).flatMap(e -> copy(kind, e)).ifPresent(c -> copies.put(kind, c));
        }
        return copies;
    }

    private static String name(StateStore.Kind kind) {
        return "varve:" + kind.ending();
    }

    /// A copy is removed with its snapshot: what doesn't look like one is none, whoever wrote it there.
    private static Optional<StoreCopy> copy(StateStore.Kind kind, XmlElement element) {
        var file = element.attribute("file").filter(name -> isCopy(kind, name));
        var of = element.attribute("of").filter(name -> name.startsWith("/"));
        return file.flatMap(copy -> of.map(store -> new StoreCopy(Path.of(copy), Path.of(store))));
    }

    private static boolean isCopy(StateStore.Kind kind, String name) {
        return name.startsWith("/")
                && Path.of(name).normalize().equals(Path.of(name))
                && name.matches(".*\\." + kind.ending() + "(-\\d+)?");
    }

    /// A group with a member that can't be read is none: nothing is done to a part of one.
    private static Stream<Group> group(XmlElement element) {
        try {
            var members = element.children(MEMBER).stream().map(AnnotationsXml::member).toList();
            return element.attribute("name").map(name -> new Group(name, members)).stream();
        } catch (IllegalArgumentException _) {
            return Stream.empty();
        }
    }

    private static DomainRef member(XmlElement element) {
        return new DomainRef(
                UUID.fromString(element.attribute("uuid").orElse("")),
                element.attribute("name").orElse(""));
    }

    private static XmlElement element(Group group) {
        var element = element(GROUP, "name", group.name());
        for (var member : group.members()) {
            element =
                    element.withChild(
                            element(MEMBER, "uuid", member.uuid().toString())
                                    .withAttribute("name", member.name()));
        }
        return element;
    }

    private static Stream<String> values(XmlElement root, String element, String attribute) {
        return root.children(element).stream().flatMap(e -> e.attribute(attribute).stream());
    }

    /// An unreadable time means never: nothing is deleted for it.
    private static Stream<Instant> time(String text) {
        try {
            return Stream.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Stream.empty();
        }
    }

    /// {@return the snapshot with these annotations and no others}
    public static SnapshotXml write(SnapshotXml snapshot, Annotations annotations) {
        return snapshot.domain()
                .map(domain -> snapshot.withDomain(annotated(domain, annotations, snapshot)))
                .orElse(snapshot);
    }

    private static DomainXml annotated(
            DomainXml domain, Annotations annotations, SnapshotXml snapshot) {
        var children =
                Stream.of(
                                annotations.branchLayers().stream()
                                        .map(l -> element(BRANCH_LAYER, "file", l.toString())),
                                optional(HOLD, "reason", annotations.hold()),
                                annotations.tags().stream().map(t -> element(TAG, "name", t)),
                                optional(POLICY, "name", annotations.policy()),
                                optional(
                                        EXPIRES,
                                        "at",
                                        annotations.expires().map(Instant::toString)),
                                annotations.group().stream().map(AnnotationsXml::element),
                                annotations.copies().entrySet().stream()
                                        .map(copy -> element(copy.getKey(), copy.getValue())))
                        .flatMap(elements -> elements)
                        .toList();
        return children.isEmpty()
                ? domain.withoutMetadata(DomainXml.VARVE_NAMESPACE)
                : domain.withMetadata(DomainXml.VARVE_NAMESPACE, root(children, snapshot));
    }

    private static XmlElement root(List<XmlElement> children, SnapshotXml snapshot) {
        var root =
                XmlElement.of(ROOT)
                        .withAttribute("xmlns:varve", DomainXml.VARVE_NAMESPACE)
                        .withAttribute(CREATED, created(snapshot))
                        .withAttribute(OF, name(snapshot));
        for (var child : children) {
            root = root.withChild(child);
        }
        return root;
    }

    private static Stream<XmlElement> optional(
            String name, String attribute, Optional<String> value) {
        return value.stream().map(text -> element(name, attribute, text));
    }

    private static XmlElement element(StateStore.Kind kind, StoreCopy copy) {
        return XmlElement.of(name(kind))
                .withAttribute("file", copy.file().toString())
                .withAttribute("of", copy.of().toString());
    }

    private static XmlElement element(String name, String attribute, String value) {
        return XmlElement.of(name).withAttribute(attribute, value);
    }
}
