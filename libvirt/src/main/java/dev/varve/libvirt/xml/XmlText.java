package dev.varve.libvirt.xml;

/// Character data, unescaped; white space is kept.
public record XmlText(String text) implements XmlNode {

    /// Whether this is white space only, as between the lines of an indented document.
    public boolean isBlank() {
        return text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\n' || c == '\r');
    }
}
