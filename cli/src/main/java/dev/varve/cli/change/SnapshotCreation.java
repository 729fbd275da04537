package dev.varve.cli.change;

import dev.varve.Domain;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Plan;
import dev.varve.operation.SnapshotChange.CreateFrom;
import dev.varve.operation.SnapshotChange.CreateOption;
import java.util.Optional;

/// Creates the snapshot that a document describes.
///
/// @param file where the document is
/// @param redefine write metadata only
/// @param current with `redefine`: make it the current snapshot
public record SnapshotCreation(
        CreateFrom change, Optional<String> file, boolean redefine, boolean current) {

    /// What came of it.
    ///
    /// @param name the snapshot's name
    /// @param plan the plan, where Varve made one
    public record Created(String name, Optional<Plan> plan) {}

    /// Creates the snapshot, or only plans it.
    ///
    /// libvirt alone does what has no images of ours in it: metadata, other drivers than QEMU, and
    /// combinations of options that it refuses.
    public Created create(Session session, Domain domain, boolean dryRun) {
        if (redefine || current || refused() || !session.runsQemu()) {
            if (dryRun) {
                throw new CommandFailure("--dry-run is for snapshots that Varve takes itself");
            }
            if (!change.tags().isEmpty() || change.policy().isPresent()) {
                throw new CommandFailure(
                        "--tag and --policy are for snapshots that Varve takes itself");
            }
            return new Created(createWithoutPlan(session, domain), Optional.empty());
        }
        RequestedDocument.check(file, change.document());
        var plan = new Requests(session, dryRun).perform(domain, change, MergeOptions.none());
        return new Created(plan.subject().snapshots().getFirst(), Optional.of(plan));
    }

    private boolean refused() {
        return has(CreateOption.QUIESCE) && !has(CreateOption.DISK_ONLY);
    }

    private String createWithoutPlan(Session session, Domain domain) {
        if (redefine && change.options().isEmpty() && session.runsQemu()) {
            return domain.redefine(change.document(), current);
        }
        return session.varve()
                .noting(
                        domain,
                        (redefine ? "redefine" : "create") + " a snapshot of " + domain,
                        () -> createByLibvirt(session, domain));
    }

    private String createByLibvirt(Session session, Domain domain) {
        try (var handle = session.connection().domainByUuid(domain.uuid().toString());
                var created = handle.createSnapshot(change.document(), flags())) {
            return created.name();
        }
    }

    private int flags() {
        return change.options().stream()
                        .map(SnapshotCreation::flag)
                        .reduce(0, (one, other) -> one | other)
                | (redefine ? VirDomainSnapshotCreateFlags.REDEFINE : 0)
                | (current ? VirDomainSnapshotCreateFlags.CURRENT : 0);
    }

    private boolean has(CreateOption option) {
        return change.options().contains(option);
    }

    private static int flag(CreateOption option) {
        return switch (option) {
            case DISK_ONLY -> VirDomainSnapshotCreateFlags.DISK_ONLY;
            case QUIESCE -> VirDomainSnapshotCreateFlags.QUIESCE;
            case HALT -> VirDomainSnapshotCreateFlags.HALT;
            case LIVE -> VirDomainSnapshotCreateFlags.LIVE;
            case NO_METADATA -> VirDomainSnapshotCreateFlags.NO_METADATA;
            case REUSE_EXTERNAL -> VirDomainSnapshotCreateFlags.REUSE_EXT;
            case ATOMIC -> VirDomainSnapshotCreateFlags.ATOMIC;
            case VALIDATE -> VirDomainSnapshotCreateFlags.VALIDATE;
        };
    }
}
