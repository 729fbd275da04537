package dev.varve.host;

import dev.varve.core.model.Annotations;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.SnapshotXml;

/// What Varve has noted in a snapshot's metadata.
public final class SnapshotNotes {
    private SnapshotNotes() {}

    /// {@return what is noted in the `<domainsnapshot>`; nothing in one that nobody has annotated}
    public static Annotations of(SnapshotXml document) {
        return AnnotationsXml.read(document);
    }
}
