package dev.varve.core.plan.clone;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.block.PulledLayers;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes a linked clone independent: what it reads of other domains' images is pulled into its own, also
/// while it runs.
public record FlattenDomain(DomainRef domain) implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.FLATTEN, domain, List.of());
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        return refuse(state, observed.get())
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> plan(observed.get(), new Forest(state, observed.get())));
    }

    private Optional<Refusal> refuse(HostState state, Domain observed) {
        return ImageRefusal.BlockJobRuns.of(what(), observed.disks())
                .or(() -> Refusal.GuestLost.of(what(), state, domain));
    }

    private String what() {
        return intent().toString();
    }

    private Planned plan(Domain observed, Forest forest) {
        var pulls = pulls(observed, forest);
        if (pulls.isEmpty()) {
            return new Refusal.NothingShared(domain);
        }
        var refusal =
                pulls.stream()
                        .flatMap(pulled -> pulled.refuse(what(), observed, forest).stream())
                        .findFirst();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var steps = pulls.stream().flatMap(pulled -> pulled.steps(forest).stream()).toList();
        long bytes = pulls.stream().mapToLong(PulledLayers::bytes).sum();
        return new Plan(intent(), steps, bytes, bytes, List.of(), List.of(), List.of());
    }

    private static List<PulledLayers> pulls(Domain observed, Forest forest) {
        var pulls = new ArrayList<PulledLayers>();
        lowestOwn(observed, forest)
                .forEach((top, disk) -> {
                    var chain = forest.chain(top);
                    pulls.add(
                            new PulledLayers(
                                    disk, chain.getFirst(), chain.subList(1, chain.size())));
                });
        return pulls;
    }

    /// {@return the layers of the domain's own that lie on somebody else's, with their disks}
    private static Map<Path, DiskTarget> lowestOwn(Domain observed, Forest forest) {
        var lowest = new TreeMap<Path, DiskTarget>();
        for (var disk : disks(observed)) {
            disk.source().image().stream()
                    .flatMap(image -> forest.chain(image).stream())
                    .filter(layer -> !forest.foreign(layer.path()))
                    .filter(layer -> layer.below().filter(forest::foreign).isPresent())
                    .forEach(layer -> lowest.put(layer.path(), disk.target()));
        }
        return lowest;
    }

    private static List<Disk> disks(Domain observed) {
        return Stream.concat(
                        observed.allDisks(),
                        observed.snapshots().stream().flatMap(s -> s.domainDisks().stream()))
                .filter(disk -> !disk.readonly())
                .toList();
    }
}
