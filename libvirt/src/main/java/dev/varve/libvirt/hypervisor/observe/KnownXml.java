package dev.varve.libvirt.hypervisor.observe;

import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.Xml;
import dev.varve.libvirt.xml.XmlElement;
import java.util.HashMap;
import java.util.Map;

/// The documents of libvirt's that observations of one command have read, each parsed once for as long as it stays the
/// same: most do between two observations.
///
/// For one thread.
public final class KnownXml {
    private Map<String, XmlElement> before = Map.of();
    private Map<String, XmlElement> known = new HashMap<>();

    /// Knows none yet.
    public KnownXml() {}

    /// What isn't asked for until the next call is forgotten then.
    void beginObservation() {
        before = known;
        known = new HashMap<>();
    }

    /// As [DomainXml#parse].
    DomainXml domain(String document) {
        return new DomainXml(root(document));
    }

    /// As [SnapshotXml#parse].
    SnapshotXml snapshot(String document) {
        return new SnapshotXml(root(document));
    }

    private XmlElement root(String document) {
        var root = known.get(document);
        if (root == null) {
            root = before.containsKey(document) ? before.get(document) : Xml.parse(document);
            known.put(document, root);
        }
        return root;
    }
}
