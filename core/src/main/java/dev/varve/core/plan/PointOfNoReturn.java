package dev.varve.core.plan;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a plan that was cut can still be taken back.
///
/// It can't when a step was started from which there is only the way forward; nor when the snapshot
/// was taken; nor when an overlay of the plan's own has been written to or is being written to, for
/// whoever goes back then loses what a guest wrote.
///
/// @param started how many steps may have been performed, from the first on
/// @param finished how many steps were performed for certain, from the first on
public record PointOfNoReturn(Plan plan, int started, int finished) {
    /// {@return whether there is only the way forward, given what is there now}
    public boolean passed(HostState state) {
        for (int i = 0; i < started; i++) {
            if (passed(plan.steps().get(i), i < finished, state)) {
                return true;
            }
        }
        return false;
    }

    private boolean passed(Step step, boolean done, HostState state) {
        return switch (step.reversal()) {
            case Reversal.OneWay _ -> true;
            case Reversal.Final _ -> done || happened(step, state);
            case Reversal.By _, Reversal.Nothing _ ->
                    step instanceof Step.CreateOverlay overlay && written(overlay.overlay(), state);
        };
    }

    /// The metadata of a snapshot is written last, after the disks have been switched: so a snapshot
    /// that isn't known may still have happened.
    private boolean happened(Step step, HostState state) {
        return step instanceof Step.TakeSnapshot taken
                && domain(state)
                        .filter(domain ->
                                domain.snapshot(taken.name()).isPresent()
                                        || switched(domain, taken.overlays()))
                        .isPresent();
    }

    private static boolean switched(Domain domain, List<Placement> overlays) {
        return overlays.stream().anyMatch(placed -> isHead(domain, placed.image()));
    }

    private static boolean isHead(Domain domain, Path image) {
        return Stream.concat(domain.disks().stream(), domain.nextDisks().stream())
                .anyMatch(disk -> is(disk, image));
    }

    private boolean written(Path overlay, HostState state) {
        return state.layer(overlay).filter(layer -> !layer.empty()).isPresent()
                || domain(state).filter(domain -> runsOn(domain, overlay)).isPresent();
    }

    private static boolean runsOn(Domain domain, Path overlay) {
        return domain.state().active() && domain.disks().stream().anyMatch(d -> is(d, overlay));
    }

    private Optional<Domain> domain(HostState state) {
        return state.domain(plan.intent().domain());
    }

    private static boolean is(Disk disk, Path image) {
        return disk.source().image().filter(image::equals).isPresent();
    }
}
