package dev.varve.libvirt.xml;

/// What an element can contain.
public sealed interface XmlNode permits XmlElement, XmlText, XmlCData, XmlComment, XmlInstruction {}
