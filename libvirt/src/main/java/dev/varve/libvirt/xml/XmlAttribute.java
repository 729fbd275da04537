package dev.varve.libvirt.xml;

/// An attribute, its name with the prefix as written, its value unescaped. Namespace declarations are attributes too.
public record XmlAttribute(String name, String value) {}
