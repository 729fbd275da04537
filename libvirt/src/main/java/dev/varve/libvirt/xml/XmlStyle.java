package dev.varve.libvirt.xml;

/// How a tree is spelled.
public enum XmlStyle {
    /// As libvirt prints a definition: attributes in single quotes, both quotes escaped everywhere. libvirt hands
    /// `<metadata>` to libxml2 as it came, so that element of a domain is in the other style.
    LIBVIRT,
    /// As libxml2's `xmlNodeDump` prints a node: attributes in double quotes, characters beyond ASCII in them as
    /// references. This is what `virsh … --xpath` shows.
    LIBXML2
}
