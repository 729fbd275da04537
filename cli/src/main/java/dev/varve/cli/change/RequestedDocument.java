package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlException;
import java.util.Optional;

/// The `<domainsnapshot>` that a user hands over.
final class RequestedDocument {
    private RequestedDocument() {}

    /// Reads all of it that a snapshot is taken by.
    ///
    /// @param file where it is, for the message
    /// @throws CommandFailure for what can't be read, in its reader's words
    static void check(Optional<String> file, String document) {
        try {
            var xml = SnapshotXml.parse(document);
            var _ = xml.memory().flatMap(SnapshotMemory::snapshot);
            xml.disks().forEach(RequestedDocument::check);
        } catch (XmlException e) {
            throw new CommandFailure(file.map(name -> name + ": ").orElse("") + e.getMessage());
        }
    }

    private static void check(SnapshotDisk disk) {
        var _ = disk.name();
        var _ = disk.snapshot();
    }
}
