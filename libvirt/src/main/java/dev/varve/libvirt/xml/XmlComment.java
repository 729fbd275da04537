package dev.varve.libvirt.xml;

/// A comment, without its delimiters.
public record XmlComment(String text) implements XmlNode {}
