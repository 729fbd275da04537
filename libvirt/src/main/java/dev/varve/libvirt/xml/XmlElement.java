package dev.varve.libvirt.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An element with its attributes in document order. Names carry their prefix as written.
///
/// Every edit returns a new element that keeps all the rest, order and white space included.
public record XmlElement(String name, List<XmlAttribute> attributes, List<XmlNode> children)
        implements XmlNode {

    public XmlElement {
        attributes = List.copyOf(attributes);
        children = List.copyOf(children);
    }

    /// An empty element.
    public static XmlElement of(String name) {
        return new XmlElement(name, List.of(), List.of());
    }

    /// An element that holds nothing but `text`.
    public static XmlElement of(String name, String text) {
        return of(name).withText(text);
    }

    public Optional<String> attribute(String attribute) {
        return attributes.stream()
                .filter(a -> a.name().equals(attribute))
                .map(XmlAttribute::value)
                .findFirst();
    }

    /// Sets an attribute in its place, or appends it.
    public XmlElement withAttribute(String attribute, String value) {
        var added = new XmlAttribute(attribute, value);
        if (attribute(attribute).isEmpty()) {
            return withAttributes(Stream.concat(attributes.stream(), Stream.of(added)));
        }
        return withAttributes(attributes.stream().map(a -> a.name().equals(attribute) ? added : a));
    }

    public XmlElement withoutAttribute(String attribute) {
        return withAttributes(attributes.stream().filter(a -> !a.name().equals(attribute)));
    }

    private XmlElement withAttributes(Stream<XmlAttribute> changed) {
        return new XmlElement(name, changed.toList(), children);
    }

    /// The same element under another name.
    public XmlElement renamed(String newName) {
        return new XmlElement(newName, attributes, children);
    }

    /// All child elements.
    public List<XmlElement> elements() {
        return children.stream()
                .filter(XmlElement.class::isInstance)
                .map(XmlElement.class::cast)
                .toList();
    }

    /// The first child element of that name.
    public Optional<XmlElement> child(String child) {
        return elements().stream().filter(e -> e.name().equals(child)).findFirst();
    }

    /// The child elements of that name.
    public List<XmlElement> children(String child) {
        return elements().stream().filter(e -> e.name().equals(child)).toList();
    }

    public boolean has(String child) {
        return child(child).isPresent();
    }

    /// All elements that are reached by these names, step by step: `path("devices", "disk")`.
    public List<XmlElement> path(String... names) {
        var reached = List.of(this);
        for (var step : names) {
            reached = reached.stream().flatMap(e -> e.children(step).stream()).toList();
        }
        return reached;
    }

    /// The text in this element and below, CDATA included; comments are not text.
    public String text() {
        return children.stream().map(XmlElement::textOf).collect(Collectors.joining());
    }

    private static String textOf(XmlNode node) {
        return switch (node) {
            case XmlText(var text) -> text;
            case XmlCData(var text) -> text;
            case XmlElement element -> element.text();
            case XmlComment _, XmlInstruction _ -> "";
        };
    }

    /// The text of the first child of that name.
    public Optional<String> childText(String child) {
        return child(child).map(XmlElement::text);
    }

    /// Puts `text` in place of all children; nothing for an empty text.
    public XmlElement withText(String text) {
        return withChildren(text.isEmpty() ? List.of() : List.of(new XmlText(text)));
    }

    public XmlElement withChildren(List<? extends XmlNode> newChildren) {
        return new XmlElement(name, attributes, List.copyOf(newChildren));
    }

    /// Puts `newChild` in place of the first child that equals `child`; without such a child nothing changes.
    public XmlElement replace(XmlNode child, XmlNode newChild) {
        var at = children.indexOf(child);
        if (at < 0) {
            return this;
        }
        var changed = new ArrayList<>(children);
        changed.set(at, newChild);
        return withChildren(changed);
    }

    /// Changes each child element that `change` gives another value for.
    public XmlElement mapChildren(Function<XmlElement, XmlElement> change) {
        return withChildren(
                children.stream()
                        .map(n -> n instanceof XmlElement e ? change.apply(e) : n)
                        .toList());
    }

    /// Changes the child elements of that name.
    public XmlElement mapChildren(String child, Function<XmlElement, XmlElement> change) {
        return mapChildren(e -> e.name().equals(child) ? change.apply(e) : e);
    }

    /// Adds `child` behind the last child element that has one of the names in `after`, or as the first one. It is
    /// indented as its siblings are.
    public XmlElement withChild(XmlElement child, Set<String> after) {
        var at = 0;
        for (var i = 0; i < children.size(); i++) {
            if (children.get(i) instanceof XmlElement e && after.contains(e.name())) {
                at = i + 1;
            }
        }
        var changed = new ArrayList<>(children);
        changed.add(at, child);
        indentation().ifPresent(changed.subList(at, at + 1)::addFirst);
        return withChildren(changed);
    }

    /// Adds `child` behind all other child elements, indented as they are.
    public XmlElement withChild(XmlElement child) {
        return withChild(
                child,
                elements().stream().map(XmlElement::name).collect(Collectors.toUnmodifiableSet()));
    }

    /// Puts `child` in place of the first child of its name, or adds it as [#withChild(XmlElement, Set)] does.
    public XmlElement withSingle(XmlElement child, Set<String> after) {
        return child(child.name())
                .map(present -> replace(present, child))
                .orElseGet(() -> withChild(child, after));
    }

    /// Removes all child elements of that name, and the white space before each.
    public XmlElement withoutChildren(String child) {
        var kept = new ArrayList<XmlNode>();
        for (var node : children) {
            if (!(node instanceof XmlElement e && e.name().equals(child))) {
                kept.add(node);
            } else if (!kept.isEmpty() && isBlank(kept.getLast())) {
                kept.removeLast();
            }
        }
        return withChildren(kept.stream().allMatch(XmlElement::isBlank) ? List.of() : kept);
    }

    private Optional<XmlNode> indentation() {
        return children.size() > 1 && isBlank(children.getFirst())
                ? Optional.of(children.getFirst())
                : Optional.empty();
    }

    static boolean isBlank(XmlNode node) {
        return node instanceof XmlText text && text.isBlank();
    }

    /// The element as libvirt would print it, on lines of its own with two blanks for each level. White space that
    /// only indented is replaced.
    public XmlElement indented() {
        return Indentation.of(this);
    }

    /// The element as libvirt would print it, without a final newline.
    @Override
    public String toString() {
        return toString(XmlStyle.LIBVIRT);
    }

    public String toString(XmlStyle style) {
        return XmlWriter.write(this, style);
    }
}
