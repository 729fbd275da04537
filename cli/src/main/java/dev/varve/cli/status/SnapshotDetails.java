package dev.varve.cli.status;

import dev.varve.cli.json.SnapshotStatusList;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.status.DomainStatus;
import java.util.List;
import java.util.Optional;

/// What `--details` adds to virsh's commands.
///
/// @param status of the domain whose snapshots are shown
public record SnapshotDetails(DomainStatus status) {
    /// {@return the details of that domain's snapshots}
    public static SnapshotDetails of(Session session, LibvirtDomain domain) {
        return new SnapshotDetails(session.withImages(domain.uuid()).status(/* measured= */ true));
    }

    /// {@return the snapshot's; empty where it has gone meanwhile}
    public Optional<SnapshotTable.Row> row(String snapshot) {
        return status.snapshots().stream()
                .filter(each -> each.snapshot().name().equals(snapshot))
                .map(each -> new SnapshotTable.Row(status.domain(), each))
                .findFirst();
    }

    /// {@return the document of these}
    public static String json(List<SnapshotTable.Row> rows) {
        return JsonText.of(
                new SnapshotStatusList(
                        rows.stream()
                                .map(row ->
                                        SnapshotStatusList.Snapshot.of(row.domain(), row.status()))
                                .toList()));
    }
}
