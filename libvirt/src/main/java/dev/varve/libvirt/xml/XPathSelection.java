package dev.varve.libvirt.xml;

import java.util.ArrayList;
import java.util.List;

/// What an XPath expression finds in a document, spelled as `virsh … --xpath` spells it.
///
/// virsh knows no prefixes, so an element of a namespace is found by `local-name()` only. With an expression that isn't
/// one it lets libxml2 print `XPath error : …` on stderr and goes on as if nothing had been found; one that yields no nodes
/// at all fails with `internal error: Incorrect xpath '…'`.
public sealed interface XPathSelection {

    /// Evaluates `expression` over the document of `root`.
    static XPathSelection select(XmlElement root, String expression) {
        return XPathDocument.of(Indentation.withoutBlanks(root)).select(expression);
    }

    /// The nodes found, in document order.
    record Found(List<Match> matches) implements XPathSelection {
        public Found {
            matches = List.copyOf(matches);
        }

        /// Each node as a document of its own; virsh ends each with a newline.
        public List<String> separate() {
            return matches.stream().map(Found::spelled).toList();
        }

        private static String spelled(Match match) {
            return switch (match) {
                case Match.Node(XmlElement element) ->
                        element.indented().toString(XmlStyle.LIBXML2);
                case Match.Node(var node) -> XmlWriter.write(node, XmlStyle.LIBXML2);
                case Match.Attribute(var attribute) -> XmlWriter.write(attribute, XmlStyle.LIBXML2);
            };
        }

        /// All nodes in one `<nodes>`, attributes as attributes of it; virsh ends it with a newline.
        public String wrapped() {
            var wrap = XmlElement.of("nodes");
            var children = new ArrayList<XmlNode>();
            for (var match : matches) {
                switch (match) {
                    case Match.Node(var node) -> children.add(node);
                    case Match.Attribute(var a) -> wrap = wrap.withAttribute(a.name(), a.value());
                }
            }
            return wrap.withChildren(children).indented().toString(XmlStyle.LIBXML2);
        }
    }

    /// Not an expression.
    ///
    /// @param complaint libxml2's
    record Invalid(String complaint) implements XPathSelection {}

    /// An expression that yields a number, a string or a truth value.
    record NoNodes() implements XPathSelection {}

    /// One thing that was found.
    sealed interface Match {
        record Node(XmlNode node) implements Match {}

        record Attribute(XmlAttribute attribute) implements Match {}
    }
}
