package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.StepFiles;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An external snapshot of disks that a plan is to take, for whoever plans what comes after it.
///
/// @param unshareable what of the domain another can't have while it runs, in a few words each
public record ForeseenSnapshot(DomainRef of, SnapshotName name, List<String> unshareable) {
    public ForeseenSnapshot {
        unshareable = List.copyOf(unshareable);
    }

    /// {@return the host once the snapshot is taken}
    ///
    /// @param state of which the plan was made
    public HostState after(HostState state, Plan plan) {
        var overlays = overlays(plan);
        var files = new HashSet<>(state.files());
        plan.steps().forEach(step -> files.addAll(StepFiles.of(step.plain()).created()));
        var layers = new HashMap<>(state.layers());
        overlays.values().forEach(made -> layers.put(made.overlay(), layer(made)));
        var after = state.withFiles(files).withLayers(layers);
        return state.domain(of)
                .map(domain -> after.with(taken(domain, overlays, noted(plan))))
                .orElse(after);
    }

    private static Map<DiskTarget, ImageStep.CreateOverlay> overlays(Plan plan) {
        var overlays = new HashMap<DiskTarget, ImageStep.CreateOverlay>();
        for (var step : plan.steps()) {
            if (step.plain() instanceof ImageStep.CreateOverlay made) {
                overlays.put(made.disk(), made);
            }
        }
        return overlays;
    }

    private static Annotations noted(Plan plan) {
        return plan.steps().stream()
                .filter(SnapshotStep.Annotate.class::isInstance)
                .map(step -> ((SnapshotStep.Annotate) step).annotations())
                .findFirst()
                .orElseGet(Annotations::none);
    }

    private static Layer layer(ImageStep.CreateOverlay made) {
        return new Layer(
                made.overlay(),
                ImageFormat.QCOW2,
                /* block= */ false,
                made.virtualSize(),
                /* dataBytes= */ 0,
                Optional.of(new Layer.Backing(made.base(), Optional.of(made.baseFormat()))),
                List.of(),
                /* empty= */ true,
                Optional.empty(),
                Layer.Mark.NONE);
    }

    private Domain taken(
            Domain domain,
            Map<DiskTarget, ImageStep.CreateOverlay> overlays,
            Annotations annotations) {
        var snapshots = new ArrayList<>(domain.snapshots());
        snapshots.add(snapshot(domain, overlays, annotations));
        return new Domain(
                domain.ref(),
                domain.state(),
                domain.persistent(),
                domain.managedSave(),
                on(domain.disks(), overlays),
                on(domain.nextDisks(), overlays),
                snapshots,
                Optional.of(name),
                domain.definition(),
                domain.live(),
                domain.stores());
    }

    private Snapshot snapshot(
            Domain domain,
            Map<DiskTarget, ImageStep.CreateOverlay> overlays,
            Annotations annotations) {
        return new Snapshot(
                name,
                domain.current(),
                domain.state().active() ? SnapshotState.DISK_SNAPSHOT : SnapshotState.SHUTOFF,
                /* creationTime= */ 0,
                "",
                new Memory.None(),
                domain.disks().stream().map(disk -> disk(disk, overlays)).toList(),
                List.of(),
                domain.disks(),
                /* restorable= */ true,
                annotations,
                "",
                unshareable,
                List.of(),
                Map.of());
    }

    private static SnapshotDisk disk(Disk disk, Map<DiskTarget, ImageStep.CreateOverlay> overlays) {
        var overlay =
                Optional.ofNullable(overlays.get(disk.target()))
                        .map(ImageStep.CreateOverlay::overlay);
        return new SnapshotDisk(
                disk.target(),
                overlay.isPresent() ? SnapshotMode.EXTERNAL : SnapshotMode.NO,
                overlay);
    }

    private static List<Disk> on(
            List<Disk> disks, Map<DiskTarget, ImageStep.CreateOverlay> overlays) {
        return disks.stream()
                .map(disk ->
                        overlay(disk, overlays)
                                .map(path -> disk.on(new Source.File(path, ImageFormat.QCOW2)))
                                .orElse(disk))
                .toList();
    }

    /// The next start may be on another disk under that target.
    private static Optional<Path> overlay(
            Disk disk, Map<DiskTarget, ImageStep.CreateOverlay> overlays) {
        return Optional.ofNullable(overlays.get(disk.target()))
                .filter(made -> disk.source().image().filter(made.base()::equals).isPresent())
                .map(ImageStep.CreateOverlay::overlay);
    }
}
