package dev.varve.libvirt.xml;

import java.util.ArrayList;
import java.util.List;

/// Lays a tree out as libxml2 does when it is told to format: an element that holds text stays on one line, any other
/// gets a line for each child.
final class Indentation {

    private Indentation() {}

    static XmlElement of(XmlElement element, int level) {
        var significant = significantChildren(element);
        if (significant.isEmpty() || significant.stream().anyMatch(Indentation::isCharacters)) {
            return element.withChildren(significant);
        }
        var laidOut = new ArrayList<XmlNode>();
        for (var node : significant) {
            laidOut.add(lineBreak(level + 1));
            laidOut.add(node instanceof XmlElement child ? of(child, level + 1) : node);
        }
        laidOut.add(lineBreak(level));
        return element.withChildren(laidOut);
    }

    /// White space is significant where it stands alone or beside other text.
    private static List<XmlNode> significantChildren(XmlElement element) {
        var children = element.children();
        var mixed =
                children.size() == 1
                        || children.stream()
                                .anyMatch(n -> isCharacters(n) && !XmlElement.isBlank(n));
        return mixed ? children : children.stream().filter(n -> !XmlElement.isBlank(n)).toList();
    }

    private static boolean isCharacters(XmlNode node) {
        return node instanceof XmlText || node instanceof XmlCData;
    }

    private static XmlText lineBreak(int level) {
        return new XmlText("\n" + "  ".repeat(level));
    }
}
