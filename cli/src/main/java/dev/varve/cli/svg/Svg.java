package dev.varve.cli.svg;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// A document of SVG 1.1 while it is written: elements are begun, given attributes, and ended.
final class Svg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter writer;

    /// @param mark a comment before the root element
    Svg(String mark) {
        try {
            writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            writer.writeStartDocument("UTF-8", "1.0");
            line();
            writer.writeComment(mark);
            line();
            writer.setDefaultNamespace(NAMESPACE);
            writer.writeStartElement(NAMESPACE, "svg");
            writer.writeDefaultNamespace(NAMESPACE);
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private void line() throws XMLStreamException {
        writer.writeCharacters("\n");
    }

    /// Begins an element on a line of its own.
    Svg start(String element) {
        try {
            line();
            writer.writeStartElement(NAMESPACE, element);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /// Gives the element that was begun last an attribute.
    Svg with(String attribute, String value) {
        try {
            writer.writeAttribute(attribute, value);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    Svg with(String attribute, double value) {
        return with(attribute, number(value));
    }

    /// {@return the number as it stands in paths, too}
    static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    /// Writes text that has been through [Lettering#clean].
    Svg text(String text) {
        try {
            writer.writeCharacters(text);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    Svg end() {
        try {
            writer.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /// {@return the document, whose root element is ended}
    String document() {
        try {
            line();
            writer.writeEndDocument();
            writer.close();
            return out + "\n";
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /// Nothing is written but into memory.
    private static AssertionError impossible(XMLStreamException e) {
        return new AssertionError(e);
    }
}
