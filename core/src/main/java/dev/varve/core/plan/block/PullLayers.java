package dev.varve.core.plan.block;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Pulls what lies below the active layer of a disk into it, as `virsh blockpull` does. No other image is
/// changed or removed: snapshots that froze one still have it.
///
/// @param disk its target or its source
/// @param base the layer that stays below; empty for none
public record PullLayers(DomainRef domain, String disk, Optional<Path> base) implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.PULL, domain, disk).saying(base);
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        return switch (NamedChain.of(what(), state, observed.get(), disk)) {
            case NamedChain.Found.None(var refusal) -> refusal;
            case NamedChain.Found.Chain(var chain) -> plan(state, observed.get(), chain);
        };
    }

    private String what() {
        return intent().toString();
    }

    private Planned plan(HostState state, Domain observed, NamedChain chain) {
        int end = base.map(path -> chain.place(path).orElse(-1)).orElse(chain.layers().size());
        if (end < 1) {
            return new Refusal.InvalidRequest(
                    "invalid argument: could not find image '%s' below '%s' in the chain of '%s'"
                            .formatted(
                                    base.map(Path::toString).orElse(""), chain.top().path(), disk));
        }
        var below = chain.layers().subList(1, end);
        return below.isEmpty()
                ? Plan.of(intent(), List.of())
                : pull(observed, new Forest(state, observed), chain, below);
    }

    private Planned pull(Domain observed, Forest forest, NamedChain chain, List<Layer> below) {
        var pulled = new PulledLayers(chain.disk().target(), chain.top(), below);
        return pulled.refuse(what(), observed, forest)
                .<Planned>map(refusal -> refusal)
                .orElseGet(() ->
                        new Plan(
                                intent(),
                                pulled.steps(forest),
                                pulled.bytes(),
                                pulled.bytes(),
                                List.of(),
                                List.of(),
                                List.of()));
    }
}
