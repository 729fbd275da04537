package dev.varve.core.plan.block;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.ImageRefusal;
import dev.varve.core.plan.Intent;
import dev.varve.core.plan.Move;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.Refusal;
import dev.varve.core.plan.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Lets a running guest go on with a copy of a disk, as `virsh blockcopy --pivot` does. The image that it
/// was on stays, and so do the snapshots' layers.
///
/// @param disk its target or its source
/// @param copy absolute
/// @param shallow whether the copy lies on what the image lies on, rather than on nothing
public record CopyDisk(DomainRef domain, String disk, Path copy, boolean shallow) {
    /// {@return what the user asks for}
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.COPY, domain, disk + " to " + copy);
    }

    /// {@return the plan, or why there is none}
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        if (!observed.get().state().active()) {
            return new Refusal.InvalidRequest(
                    "Requested operation is not valid: domain is not running");
        }
        return switch (NamedChain.of(what(), state, observed.get(), disk)) {
            case NamedChain.Found.None(var refusal) -> refusal;
            case NamedChain.Found.Chain(var chain) ->
                    refuse(state, chain)
                            .<Planned>map(refusal -> refusal)
                            .orElseGet(() -> plan(chain));
        };
    }

    private String what() {
        return intent().toString();
    }

    private Optional<Refusal> refuse(HostState state, NamedChain chain) {
        var directory = Optional.ofNullable(copy.getParent()).orElse(copy);
        if (state.missing().containsKey(directory)) {
            var why = state.missing().get(directory);
            return Optional.of(new ImageRefusal.NoDirectory(what(), directory, why));
        }
        if (state.files().contains(copy)) {
            return Optional.of(
                    new Refusal.InvalidRequest(
                            "unsupported configuration: external destination file for disk "
                                    + chain.disk().target()
                                    + " already exists and is not a block device: "
                                    + copy));
        }
        var top = chain.top();
        return top.holdsSnapshots()
                ? notYet(top.path() + " holds internal snapshots, which QEMU doesn't copy")
                : top.obstacle().flatMap(why -> notYet(top.path() + ": " + why));
    }

    private Optional<Refusal> notYet(String why) {
        return Optional.of(
                new Refusal.NotYet(what(), why, "shut the domain down and use \"varve relocate\""));
    }

    private Plan plan(NamedChain chain) {
        var top = chain.top();
        var target = chain.disk().target();
        var backing = shallow ? top.backing() : Optional.<Layer.Backing>empty();
        var copied = shallow ? List.of(top) : chain.layers();
        long bytes = copied.stream().mapToLong(Layer::dataBytes).sum();
        var move = new Move(target, top.path(), copy, top.format());
        return new Plan(
                intent(),
                List.of(
                        new Step.MirrorHead(target, top.path(), copy, top.format(), backing),
                        new Step.RepointDomain(List.of(move))),
                bytes,
                bytes,
                List.of(),
                List.of(top.path() + " stays as it was at the pivot: remove it if nobody needs it"),
                List.of());
    }
}
