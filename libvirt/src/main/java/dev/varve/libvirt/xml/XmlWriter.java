package dev.varve.libvirt.xml;

import java.util.Set;

/// Spells a tree so that what libvirt printed comes out as it was, byte for byte.
///
/// libvirt itself prints a tab, newline or carriage return inside an attribute as it is, and a reader has to take it
/// for a blank; we write a reference, which keeps it.
final class XmlWriter {

    private static final Set<String> WITH_METADATA = Set.of("domain", "inactiveDomain");

    private final StringBuilder out = new StringBuilder();

    private XmlWriter() {}

    static String write(XmlNode node, XmlStyle style) {
        var writer = new XmlWriter();
        writer.node(node, style);
        return writer.out.toString();
    }

    /// An attribute with the blank before it.
    static String write(XmlAttribute attribute, XmlStyle style) {
        var writer = new XmlWriter();
        writer.attribute(attribute, style);
        return writer.out.toString();
    }

    private void node(XmlNode node, XmlStyle style) {
        switch (node) {
            case XmlElement element -> element(element, style);
            case XmlText(var text) -> escaped(text, style, false);
            case XmlCData(var text) -> cdata(text);
            case XmlComment(var text) -> out.append("<!--").append(text).append("-->");
            case XmlInstruction(var target, var data) -> instruction(target, data);
        }
    }

    private void element(XmlElement element, XmlStyle style) {
        out.append('<').append(element.name());
        element.attributes().forEach(a -> attribute(a, style));
        if (element.children().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (var child : element.children()) {
            node(child, isMetadata(element, child) ? XmlStyle.LIBXML2 : style);
        }
        out.append("</").append(element.name()).append('>');
    }

    private static boolean isMetadata(XmlElement parent, XmlNode child) {
        return child instanceof XmlElement element
                && element.name().equals("metadata")
                && WITH_METADATA.contains(parent.name());
    }

    private void attribute(XmlAttribute attribute, XmlStyle style) {
        var quote = style == XmlStyle.LIBVIRT ? '\'' : '"';
        out.append(' ').append(attribute.name()).append('=').append(quote);
        escaped(attribute.value(), style, true);
        out.append(quote);
    }

    /// A section can't contain its own end: it is cut there in two.
    private void cdata(String text) {
        out.append("<![CDATA[").append(text.replace("]]>", "]]]]><![CDATA[>")).append("]]>");
    }

    private void instruction(String target, String data) {
        out.append("<?").append(target);
        if (!data.isEmpty()) {
            out.append(' ').append(data);
        }
        out.append("?>");
    }

    private void escaped(String text, XmlStyle style, boolean inAttribute) {
        text.codePoints().forEach(c -> escaped(c, style, inAttribute));
    }

    private void escaped(int c, XmlStyle style, boolean inAttribute) {
        var libvirt = style == XmlStyle.LIBVIRT;
        switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append(libvirt || inAttribute ? "&quot;" : "\"");
            case '\'' -> out.append(libvirt ? "&apos;" : "'");
            case '\r' -> out.append("&#13;");
            case '\n' -> out.append(inAttribute ? "&#10;" : "\n");
            case '\t' -> out.append(inAttribute ? "&#9;" : "\t");
            default -> other(c, !libvirt && inAttribute);
        }
    }

    /// Other control characters can't be in XML; libvirt drops them too.
    private void other(int c, boolean asciiOnly) {
        if (asciiOnly && c > 0x7f) {
            out.append("&#x")
                    .append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT))
                    .append(';');
        } else if (c >= 0x20) {
            out.appendCodePoint(c);
        }
    }
}
