package dev.varve.libvirt.xml;

import java.util.ArrayList;

/// Lays a tree out as libxml2 does when it is told to drop blanks while reading and to format while writing: an element
/// that holds text stays on one line, with all that is in it; any other gets a line for each child.
final class Indentation {

    private Indentation() {}

    static XmlElement of(XmlElement element) {
        return laidOut(withoutBlanks(element), 0);
    }

    /// Drops the white space that libxml2 takes for indentation: neither alone in its element, nor behind text, nor in an
    /// element that begins with text.
    static XmlElement withoutBlanks(XmlElement element) {
        var children = element.children();
        var kept = new ArrayList<XmlNode>();
        for (var node : children) {
            var inText =
                    !kept.isEmpty()
                            && (isCharacters(kept.getFirst()) || isCharacters(kept.getLast()));
            if (!XmlElement.isBlank(node) || inText || children.size() == 1) {
                kept.add(node instanceof XmlElement child ? withoutBlanks(child) : node);
            }
        }
        return element.withChildren(kept);
    }

    private static XmlElement laidOut(XmlElement element, int level) {
        var children = element.children();
        if (children.isEmpty() || children.stream().anyMatch(Indentation::isCharacters)) {
            return element;
        }
        var lines = new ArrayList<XmlNode>();
        for (var node : children) {
            lines.add(lineBreak(level + 1));
            lines.add(node instanceof XmlElement child ? laidOut(child, level + 1) : node);
        }
        lines.add(lineBreak(level));
        return element.withChildren(lines);
    }

    private static boolean isCharacters(XmlNode node) {
        return node instanceof XmlText || node instanceof XmlCData;
    }

    private static XmlText lineBreak(int level) {
        return new XmlText("\n" + "  ".repeat(level));
    }
}
