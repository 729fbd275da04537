package dev.varve.libvirt.xml;

/// A CDATA section. libvirt prints one back only inside `<metadata>`.
public record XmlCData(String text) implements XmlNode {}
