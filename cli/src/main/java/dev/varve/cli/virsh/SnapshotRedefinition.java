package dev.varve.cli.virsh;

import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;

/// How a document is given back to libvirt for the snapshot that it came from.
final class SnapshotRedefinition {
    private SnapshotRedefinition() {}

    /// The flags for `document`, which libvirt printed; it takes a snapshot without memory only when
    /// told that it is one.
    static int flags(String document) {
        return document.contains("<state>disk-snapshot</state>")
                ? VirDomainSnapshotCreateFlags.REDEFINE | VirDomainSnapshotCreateFlags.DISK_ONLY
                : VirDomainSnapshotCreateFlags.REDEFINE;
    }
}
