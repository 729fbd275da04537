package dev.varve.libvirt.xml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// Reads XML into trees.
public final class Xml {

    /// libvirt's bound for one string in a message (`VIR_NET_MESSAGE_STRING_MAX`).
    public static final int MAX_BYTES = 4 << 20;

    /// libxml2's bound for nesting (`xmlParserMaxDepth`).
    public static final int MAX_DEPTH = 256;

    /// libxml2 has no bound of its own for these; libvirt's longest lists of attributes have a dozen.
    private static final int MAX_ATTRIBUTES = 10_000;

    private Xml() {}

    /// The root element of `document`, with everything that it contains. What stands before and behind the root is
    /// checked and dropped.
    ///
    /// A document type declaration is refused, so no entity can be declared, fetched or blown up.
    ///
    /// @throws XmlException if the document isn't well-formed, or bigger or deeper than libvirt takes it
    public static XmlElement parse(String document) {
        requireSize(document);
        var builder = new TreeBuilder();
        try {
            var parser = newParser();
            parser.setProperty("http://xml.org/sax/properties/lexical-handler", builder);
            parser.parse(new InputSource(new StringReader(document)), builder);
            return builder.root();
        } catch (SAXParseException e) {
            throw new XmlException(detail(e), e.getLineNumber(), e.getColumnNumber(), e);
        } catch (SAXException | IOException e) {
            throw new IllegalStateException("cannot read a string as XML", e);
        }
    }

    private static void requireSize(String document) {
        if (document.length() > MAX_BYTES
                || document.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new XmlException(
                    "the XML is bigger than libvirt takes: over " + MAX_BYTES + " bytes");
        }
    }

    private static SAXParser newParser() throws SAXException {
        try {
            var factory = SAXParserFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            var parser = factory.newSAXParser();
            parser.setProperty("http://apache.org/xml/properties/locale", Locale.ENGLISH);
            raiseLimits(parser);
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser lacks a feature", e);
        }
    }

    /// The JDK's own limits are for hostile entities, but they count `&lt;` too, and stop below what libvirt prints.
    private static void raiseLimits(SAXParser parser) throws SAXException {
        var unlimited = "0";
        parser.setProperty("jdk.xml.maxElementDepth", Integer.toString(MAX_DEPTH + 1));
        parser.setProperty("jdk.xml.elementAttributeLimit", Integer.toString(MAX_ATTRIBUTES));
        parser.setProperty("jdk.xml.maxGeneralEntitySizeLimit", unlimited);
        parser.setProperty("jdk.xml.totalEntitySizeLimit", unlimited);
    }

    private static String detail(SAXParseException e) {
        var message = String.valueOf(e.getMessage());
        return message.startsWith("DOCTYPE is disallowed")
                ? "a document type declaration is not allowed"
                : message;
    }
}
