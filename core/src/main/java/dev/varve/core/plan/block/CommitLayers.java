package dev.varve.core.plan.block;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.layers.Unpinned;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Commits layers that a user names into one below them, as `virsh blockcommit` does. Whatever named one
/// of them names that one afterwards; they are removed, for they would read wrong as soon as it is written
/// to.
///
/// @param disk its target or its source
/// @param base the layer that is written to; empty for the bottom of the chain
/// @param top the uppermost that goes; empty for the active layer
/// @param shallow commit into the layer directly below `top`
/// @param active whether the active layer may go
public record CommitLayers(
        DomainRef domain,
        String disk,
        Optional<Path> base,
        Optional<Path> top,
        boolean shallow,
        boolean active)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.COMMIT, domain, disk).saying(base, top, shallow, active);
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        if (shallow && base.isPresent()) {
            return new Refusal.InvalidRequest(
                    "invalid argument: a shallow commit goes into the image directly below: leave"
                            + " the base out");
        }
        if (observed.get().managedSave()) {
            return new Refusal.NotYet(
                    what(),
                    "the domain has a managed save image, which names layers that would be merged",
                    "start the domain, or run \"virsh managedsave-remove " + domain + "\" first");
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
        int from = top.map(path -> chain.place(path).orElse(-1)).orElse(0);
        int to = base(chain, from);
        if (from < 0 || to < 0) {
            return notInChain(from < 0 ? top : base);
        }
        if (to <= from) {
            return new Refusal.InvalidRequest(
                    "invalid argument: nothing to commit: the base isn't below the top");
        }
        if (from == 0 && !active) {
            return new Refusal.InvalidRequest(
                    "invalid argument: commit of '" + disk + "' active layer requires active flag");
        }
        var run = chain.layers().subList(from, to + 1).reversed();
        var forest = new Forest(state, observed);
        return new CommittedRun(what(), state, observed, forest, run)
                .refuse()
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> commit(observed, forest, chain, run));
    }

    private int base(NamedChain chain, int from) {
        if (shallow) {
            return from + 1 < chain.layers().size() ? from + 1 : from;
        }
        return base.map(path -> chain.place(path).orElse(-1)).orElse(chain.layers().size() - 1);
    }

    private Refusal notInChain(Optional<Path> image) {
        return new Refusal.InvalidRequest(
                "invalid argument: could not find image '%s' in the chain of '%s'"
                        .formatted(image.map(Path::toString).orElse(""), disk));
    }

    private Plan commit(Domain observed, Forest forest, NamedChain chain, List<Layer> run) {
        var merge = new Unpinned(forest, observed);
        merge.commit(chain.disk().target(), run);
        return new Plan(
                intent(),
                merge.steps(),
                merge.bytesToCopy(),
                merge.peakExtraBytes(),
                List.of(),
                merge.kept(),
                merge.remarks());
    }
}
