package dev.varve.cli.kill;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A domain as it was before the command, in texts, and what was read through its layers.
///
/// @param directory of its own
record KeptDomain(Path directory) {

    /// Keeps a domain that is shut off.
    void keep(LibvirtConnection connection, HostState state, Domain domain) throws IOException {
        Files.createDirectories(directory);
        try (var handle = connection.domain(domain.ref().name())) {
            Files.writeString(text("domain.xml"), handle.xml(VirDomainXMLFlags.SECURE));
            Files.write(text("snapshots"), keepSnapshots(handle));
        }
        Files.writeString(text("current"), domain.current().map(SnapshotName::value).orElse(""));
        Files.writeString(text("metadata"), Metadata.of(state, domain));
        Files.writeString(text("snapshot-metadata"), Metadata.ofSnapshots(domain));
        for (var held : Held.of(domain)) {
            convert(held.image(), raw(held.name(), held.disk()));
            if (held.isHead()) {
                Files.writeString(text(held.disk()), held.image().toString());
            }
        }
    }

    private List<String> keepSnapshots(LibvirtDomain handle) throws IOException {
        var names = new ArrayList<String>();
        for (var snapshot : handle.snapshots(VirDomainSnapshotListFlags.TOPOLOGICAL)) {
            try (snapshot) {
                names.add(snapshot.name());
                Files.writeString(
                        text(snapshot.name() + ".xml"),
                        snapshot.xml(VirDomainSnapshotXMLFlags.SECURE));
            }
        }
        return names;
    }

    private static void convert(Path image, Path raw) {
        Tool.must("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
    }

    /// Defines the domain as it was.
    void define(LibvirtConnection connection) throws IOException {
        var current = Files.readString(text("current"));
        try (var handle = connection.defineDomain(Files.readString(text("domain.xml")))) {
            for (var name : snapshots()) {
                int flag = name.equals(current) ? VirDomainSnapshotCreateFlags.CURRENT : 0;
                handle.createSnapshot(
                                Files.readString(text(name + ".xml")),
                                VirDomainSnapshotCreateFlags.REDEFINE | flag)
                        .close();
            }
        }
    }

    /// {@return the names of its snapshots}
    List<String> snapshots() throws IOException {
        return Files.readAllLines(text("snapshots"));
    }

    /// {@return what [Metadata] says of it}
    String metadata() throws IOException {
        return Files.readString(text("metadata"));
    }

    /// {@return what [Metadata] says of its snapshots}
    String snapshotMetadata() throws IOException {
        return Files.readString(text("snapshot-metadata"));
    }

    /// {@return the active layer of a disk}
    Path head(String disk) throws IOException {
        return Path.of(Files.readString(text(disk)));
    }

    /// {@return a copy of what was read through a snapshot's frozen layer, or through the head}
    Path raw(String name, String disk) {
        return directory.resolve(name + "." + disk + ".raw");
    }

    private Path text(String name) {
        return directory.resolve(name);
    }
}
