package dev.varve.testing.simulation;

import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A stranger who puts an overlay on a layer of a plan that is being performed, in between two steps.
final class StrangerMoves {
    private final Host host;
    private final Random random;
    private final Set<Path> others;
    private final Consumer<String> story;

    /// @param others gets what is put there
    StrangerMoves(Host host, Random random, Set<Path> others, Consumer<String> story) {
        this.host = host;
        this.random = random;
        this.others = others;
        this.story = story;
    }

    /// @param before gets what the overlay reads as
    void arm(Plan plan, String name, Contents before) {
        int at = 1 + 2 * random.nextInt(1 + plan.steps().size());
        host.inject(new AfterJournalWrite(at, () -> put(plan, Host.image(name), before)));
    }

    private void put(Plan plan, Path overlay, Contents before) {
        var layers = goingAway(plan);
        if (!layers.isEmpty()) {
            var layer = layers.get(random.nextInt(layers.size()));
            host.hypervisor.addOverlay(overlay, layer);
            story.accept("  " + overlay + " is put on " + layer);
            others.add(overlay);
            before.others().put(overlay, host.hypervisor.readThrough(overlay));
        }
    }

    /// What the rest of the plan changes or removes. What is put on an active layer, or on one that has just
    /// become it, changes with whatever its guest writes.
    private List<Path> goingAway(Plan plan) {
        var state = host.hypervisor.observe();
        var layers = new TreeSet<Path>();
        for (var step : plan.steps()) {
            switch (step.plain()) {
                case ImageStep.RemoveImage(var image) -> layers.add(image);
                case MergeStep.Pull pull -> layers.add(pull.base());
                case MergeStep.Commit commit -> {
                    if (state.layers().keySet().containsAll(List.of(commit.top(), commit.base()))
                            && !read(commit.top()).equals(read(commit.base()))) {
                        layers.add(commit.base());
                    }
                }
                default -> {}
            }
        }
        layers.retainAll(state.layers().keySet());
        var heads =
                state.domains().stream()
                        .flatMap(Domain::allDisks)
                        .flatMap(disk -> disk.source().image().stream())
                        .collect(Collectors.toSet());
        layers.removeIf(layer ->
                Layer.chain(layer, state::layer).stream()
                        .anyMatch(below -> heads.contains(below.path())));
        return List.copyOf(layers);
    }

    private SortedMap<Integer, Integer> read(Path image) {
        return host.hypervisor.readThrough(image);
    }
}
