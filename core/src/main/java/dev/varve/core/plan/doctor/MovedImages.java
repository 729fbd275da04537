package dev.varve.core.plan.doctor;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.layers.Reachability;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Images that aren't where they are named, because somebody moved them: which file could be one, and
/// what would have to name it. Whether it is the one, only a person knows.
record MovedImages(HostState state, Domain domain) {
    /// {@return where the image seems to be, if there is a single file that it can be}
    Optional<Finding> finding(Path missing) {
        var found =
                state.layers().values().stream().filter(layer -> couldBe(layer, missing)).toList();
        return found.size() == 1
                ? Optional.of(
                        new ImageFinding.Moved(
                                missing,
                                found.getFirst().path(),
                                steps(missing, found.getFirst()),
                                new Reachability(state).users(missing)))
                : Optional.empty();
    }

    /// The same name, the format that is stated, no more than the size of what lies on it, and nobody
    /// else's.
    private boolean couldBe(Layer layer, Path missing) {
        return Objects.equals(layer.path().getFileName(), missing.getFileName())
                && overlays(missing).stream()
                        .allMatch(overlay ->
                                overlay.backing()
                                                .flatMap(Layer.Backing::format)
                                                .equals(Optional.of(layer.format()))
                                        && layer.virtualSize() <= overlay.virtualSize())
                && named(missing)
                        .allMatch(disk ->
                                disk.source().imageFormat().equals(Optional.of(layer.format())))
                && !new Reachability(state).reaches(layer.path());
    }

    private List<Layer> overlays(Path missing) {
        return state.overlays(missing);
    }

    private Stream<Disk> named(Path missing) {
        return Stream.concat(
                        domain.nextDisks().stream(),
                        domain.snapshots().stream().flatMap(s -> s.domainDisks().stream()))
                .filter(disk -> disk.source().image().equals(Optional.of(missing)));
    }

    /// No definition is changed below a guest.
    private List<Step> steps(Path missing, Layer found) {
        if (domain.state().active()) {
            return List.of();
        }
        var steps = new ArrayList<Step>();
        for (var overlay : overlays(missing)) {
            steps.add(
                    new ImageStep.RepointOverlay(
                            overlay.path(), missing, found.path(), found.format()));
        }
        for (var snapshot : domain.snapshots()) {
            var moves = moves(targets(snapshot, missing), missing, found);
            if (!moves.isEmpty()) {
                steps.add(new SnapshotStep.RepointSnapshot(snapshot.name(), moves));
            }
        }
        var defined = moves(targets(domain.nextDisks().stream(), missing), missing, found);
        if (!defined.isEmpty()) {
            steps.add(new DomainStep.RepointDomain(defined));
        }
        return steps;
    }

    private static List<Move> moves(Stream<DiskTarget> targets, Path missing, Layer found) {
        return targets.distinct()
                .map(target -> new Move(target, missing, found.path(), found.format()))
                .toList();
    }

    private static Stream<DiskTarget> targets(Stream<Disk> disks, Path image) {
        return disks.filter(disk -> disk.names(image)).map(Disk::target);
    }

    private static Stream<DiskTarget> targets(Snapshot snapshot, Path image) {
        return Stream.concat(
                targets(snapshot.domainDisks().stream(), image),
                Stream.concat(snapshot.disks().stream(), snapshot.revertDisks().stream())
                        .filter(disk -> disk.overlay().equals(Optional.of(image)))
                        .map(disk -> disk.target()));
    }
}
