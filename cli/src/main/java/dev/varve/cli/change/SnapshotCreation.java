package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.core.model.Annotations;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.host.RequestedSnapshot;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.operation.MergeOptions;
import java.time.Instant;
import java.util.Optional;

/// Creates the snapshot that a document describes.
///
/// @param annotations what Varve notes about the snapshot
/// @param redefine write metadata only
/// @param current with `redefine`: make it the current snapshot
public record SnapshotCreation(
        String document,
        TakeOptions options,
        Annotations annotations,
        boolean redefine,
        boolean current) {

    /// What came of it.
    ///
    /// @param name the snapshot's name
    /// @param plan the plan, where Varve made one
    public record Created(String name, Optional<Plan> plan) {}

    /// Creates the snapshot, or only plans it.
    ///
    /// libvirt alone does what has no images of ours in it: metadata, other drivers than QEMU, and
    /// combinations of options that it refuses.
    public Created create(Session session, LibvirtDomain domain, boolean dryRun) {
        if (redefine
                || current
                || (options.quiesce() && !options.diskOnly())
                || !Changes.apply(session)) {
            if (dryRun) {
                throw new CommandFailure("--dry-run is for snapshots that Varve takes itself");
            }
            if (!annotations.equals(Annotations.none())) {
                throw new CommandFailure(
                        "--tag and --policy are for snapshots that Varve takes itself");
            }
            try (var created = domain.createSnapshot(document, flags())) {
                return new Created(created.name(), Optional.empty());
            }
        }
        var intent =
                new CreateSnapshot(
                        Changes.ref(domain),
                        RequestedSnapshot.of(document),
                        options,
                        annotations,
                        Instant.now());
        var changes =
                Changes.of(
                        session,
                        "create snapshot " + intent.name() + " of " + domain.name(),
                        MergeOptions.none(),
                        intent.request().files());
        var plan = changes.perform(intent, dryRun);
        return new Created(intent.name().value(), plan);
    }

    private int flags() {
        return flag(redefine, VirDomainSnapshotCreateFlags.REDEFINE)
                | flag(current, VirDomainSnapshotCreateFlags.CURRENT)
                | flag(options.noMetadata(), VirDomainSnapshotCreateFlags.NO_METADATA)
                | flag(options.halt(), VirDomainSnapshotCreateFlags.HALT)
                | flag(options.diskOnly(), VirDomainSnapshotCreateFlags.DISK_ONLY)
                | flag(options.reuseExternal(), VirDomainSnapshotCreateFlags.REUSE_EXT)
                | flag(options.quiesce(), VirDomainSnapshotCreateFlags.QUIESCE)
                | flag(options.atomic(), VirDomainSnapshotCreateFlags.ATOMIC)
                | flag(options.live(), VirDomainSnapshotCreateFlags.LIVE)
                | flag(options.validate(), VirDomainSnapshotCreateFlags.VALIDATE);
    }

    private static int flag(boolean set, int flag) {
        return set ? flag : 0;
    }
}
