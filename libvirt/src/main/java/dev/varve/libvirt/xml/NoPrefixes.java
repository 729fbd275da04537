package dev.varve.libvirt.xml;

import java.util.Collections;
import java.util.Iterator;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;

/// An XPath context without any prefix, which remembers whether one was asked for: without a context the JDK takes any
/// prefix for no namespace.
final class NoPrefixes implements NamespaceContext {

    private boolean asked;

    boolean asked() {
        return asked;
    }

    /// For an unknown prefix a name that nothing has, so that the rest of the expression is still checked.
    @Override
    public String getNamespaceURI(String prefix) {
        if (prefix.equals(XMLConstants.XML_NS_PREFIX)) {
            return XMLConstants.XML_NS_URI;
        }
        asked = true;
        return "urn:unknown";
    }

    @Override
    public String getPrefix(String namespace) {
        return XMLConstants.DEFAULT_NS_PREFIX;
    }

    @Override
    public Iterator<String> getPrefixes(String namespace) {
        return Collections.emptyIterator();
    }
}
