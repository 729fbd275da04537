package dev.varve.libvirt.xml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/// Collects the parser's events. Adjoining characters become one text.
final class TreeBuilder extends DefaultHandler2 {

    private record Open(String name, List<XmlAttribute> attributes, List<XmlNode> children) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private final StringBuilder characters = new StringBuilder();
    private boolean inCData;
    private @Nullable Locator locator;
    private @Nullable XmlElement root;

    XmlElement root() {
        if (root == null) {
            throw new IllegalStateException("the document had no end");
        }
        return root;
    }

    @Override
    public void setDocumentLocator(Locator documentLocator) {
        this.locator = documentLocator;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes)
            throws SAXParseException {
        finishText();
        if (open.size() >= Xml.MAX_DEPTH) {
            throw new SAXParseException(
                    "nested deeper than " + Xml.MAX_DEPTH + " elements", locator);
        }
        var list = new ArrayList<XmlAttribute>();
        for (var i = 0; i < attributes.getLength(); i++) {
            list.add(new XmlAttribute(attributes.getQName(i), attributes.getValue(i)));
        }
        open.push(new Open(name, list, new ArrayList<>()));
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        finishText();
        var closed = open.pop();
        var element = new XmlElement(closed.name(), closed.attributes(), closed.children());
        if (open.isEmpty()) {
            root = element;
        } else {
            add(element);
        }
    }

    @Override
    public void characters(char[] chars, int start, int length) {
        characters.append(chars, start, length);
    }

    @Override
    public void startCDATA() {
        finishText();
        inCData = true;
    }

    @Override
    public void endCDATA() {
        inCData = false;
        add(new XmlCData(characters.toString()));
        characters.setLength(0);
    }

    @Override
    public void comment(char[] chars, int start, int length) {
        finishText();
        add(new XmlComment(new String(chars, start, length)));
    }

    @Override
    public void processingInstruction(String target, String data) {
        finishText();
        add(new XmlInstruction(target, data));
    }

    /// The default handler would print a fatal error before it throws.
    @Override
    public void fatalError(SAXParseException e) throws SAXParseException {
        throw e;
    }

    private void finishText() {
        if (!inCData && !characters.isEmpty()) {
            add(new XmlText(characters.toString()));
            characters.setLength(0);
        }
    }

    private void add(XmlNode node) {
        if (!open.isEmpty()) {
            open.getFirst().children().add(node);
        }
    }
}
