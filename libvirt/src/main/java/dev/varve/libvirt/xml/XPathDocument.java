package dev.varve.libvirt.xml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathEvaluationResult.XPathResultType;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/// A tree as the JDK's XPath engine takes it; each of its nodes remembers ours.
final class XPathDocument {

    private static final String OURS = "ours";
    private static final String NO_NAMESPACE = "";
    private static final String DECLARATIONS = "http://www.w3.org/2000/xmlns/";

    private final Document document;
    private final XmlElement root;

    private XPathDocument(Document document, XmlElement root) {
        this.document = document;
        this.root = root;
    }

    static XPathDocument of(XmlElement root) {
        try {
            var document =
                    DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
            var result = new XPathDocument(document, root);
            document.appendChild(
                    result.element(
                            root,
                            Map.of(
                                    "xml",
                                    "http://www.w3.org/XML/1998/namespace",
                                    "xmlns",
                                    DECLARATIONS)));
            return result;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK has no document builder", e);
        }
    }

    private Node element(XmlElement element, Map<String, String> outer) {
        var scope = new HashMap<>(outer);
        element.attributes().forEach(a -> declare(a, scope));
        var namespace = scope.getOrDefault(prefix(element.name()), NO_NAMESPACE);
        var node = document.createElementNS(namespace, element.name());
        node.setUserData(OURS, element, null);
        for (var attribute : element.attributes()) {
            node.setAttributeNodeNS(attribute(attribute, scope));
        }
        element.children().forEach(child -> node.appendChild(node(child, scope)));
        return node;
    }

    private static void declare(XmlAttribute attribute, Map<String, String> scope) {
        if (attribute.name().equals("xmlns")) {
            scope.put("", attribute.value());
        } else if (attribute.name().startsWith("xmlns:")) {
            scope.put(attribute.name().substring("xmlns:".length()), attribute.value());
        }
    }

    private Attr attribute(XmlAttribute attribute, Map<String, String> scope) {
        var prefix = attribute.name().equals("xmlns") ? "xmlns" : prefix(attribute.name());
        var namespace = prefix.isEmpty() ? NO_NAMESPACE : scope.getOrDefault(prefix, NO_NAMESPACE);
        var node = document.createAttributeNS(namespace, attribute.name());
        node.setValue(attribute.value());
        node.setUserData(OURS, attribute, null);
        return node;
    }

    private static String prefix(String name) {
        var colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(0, colon);
    }

    private Node node(XmlNode child, Map<String, String> scope) {
        var node =
                switch (child) {
                    case XmlElement element -> element(element, scope);
                    case XmlText(var text) -> document.createTextNode(text);
                    case XmlCData(var text) -> document.createCDATASection(text);
                    case XmlComment(var text) -> document.createComment(text);
                    case XmlInstruction(var target, var data) ->
                            document.createProcessingInstruction(target, data);
                };
        node.setUserData(OURS, child, null);
        return node;
    }

    XPathSelection select(String expression) {
        var prefixes = new NoPrefixes();
        var xpath = XPathFactory.newDefaultInstance().newXPath();
        xpath.setNamespaceContext(prefixes);
        try {
            var result = xpath.evaluateExpression(expression, document);
            if (prefixes.asked()) {
                return new XPathSelection.Invalid("Undefined namespace prefix");
            }
            if (result.type() != XPathResultType.NODESET) {
                return new XPathSelection.NoNodes();
            }
            return new XPathSelection.Found(matches((XPathNodes) result.value()));
        } catch (XPathExpressionException _) {
            return new XPathSelection.Invalid("Invalid expression");
        }
    }

    private List<XPathSelection.Match> matches(XPathNodes nodes) {
        var matches = new ArrayList<XPathSelection.Match>();
        for (var node : nodes) {
            match(node).ifPresent(matches::add);
        }
        return matches;
    }

    private Optional<XPathSelection.Match> match(Node node) {
        if (node.equals(document)) {
            return Optional.of(new XPathSelection.Match.Node(root));
        }
        return switch (node.getUserData(OURS)) {
            case XmlNode ours -> Optional.of(new XPathSelection.Match.Node(ours));
            case XmlAttribute ours -> Optional.of(new XPathSelection.Match.Attribute(ours));
            case null, default -> Optional.empty();
        };
    }
}
