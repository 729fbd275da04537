package dev.varve.libvirt.xml;

/// A processing instruction; `data` is empty when there is none.
public record XmlInstruction(String target, String data) implements XmlNode {}
