package dev.varve.core.plan.block;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.layers.Reachability;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Copies a disk of a running guest, as `virsh blockcopy` does. The image that the guest is on stays, and so
/// do the snapshots' layers, whether the guest goes on with the copy or not.
///
/// @param disk its target or its source
/// @param copy absolute
/// @param format of the copy; empty for that of what is there under its name, else for that of the image
/// @param shallow whether the copy lies on what the image lies on, rather than on nothing
public record CopyDisk(
        DomainRef domain,
        String disk,
        Path copy,
        Optional<ImageFormat> format,
        boolean shallow,
        MirrorOptions options,
        MirrorEnd end)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.COPY, domain, disk + " to " + copy)
                .saying(format, shallow, options, end);
    }

    /// {@return the plan, or why there is none}
    @Override
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
                            .orElseGet(() -> plan(state, chain));
        };
    }

    private String what() {
        return intent().toString();
    }

    private Optional<Refusal> refuse(HostState state, NamedChain chain) {
        return refuseDirty(chain)
                .or(() -> refuseSource(chain.top()))
                .or(() -> options.given() ? refuseGiven(state, chain) : refuseName(state, chain))
                .or(() -> refuseShallow(state, chain));
    }

    /// At the end QEMU lets go of what it has read, and where that is so, aborts.
    private Optional<Refusal> refuseDirty(NamedChain chain) {
        return chain.layers().stream()
                .skip(1)
                .filter(Layer::dirty)
                .findFirst()
                .flatMap(layer ->
                        notYet(
                                "the writer of "
                                        + layer.path()
                                        + " was killed, and QEMU may end when it lets go of the image"));
    }

    private Optional<Refusal> refuseSource(Layer top) {
        return top.holdsSnapshots()
                ? notYet(top.path() + " holds internal snapshots, which QEMU doesn't copy")
                : top.obstacle().flatMap(why -> notYet(top.path() + ": " + why));
    }

    private Optional<Refusal> notYet(String why) {
        return Optional.of(
                new Refusal.NotYet(what(), why, "shut the domain down and use \"varve relocate\""));
    }

    private Optional<Refusal> refuseName(HostState state, NamedChain chain) {
        return refuseDirectory(state)
                .or(() ->
                        state.files().contains(copy)
                                ? invalid(
                                        "unsupported configuration: external destination file for disk "
                                                + chain.disk().target()
                                                + " already exists and is not a block device: "
                                                + copy)
                                : Optional.empty());
    }

    private Optional<Refusal> refuseDirectory(HostState state) {
        var directory = Optional.ofNullable(copy.getParent()).orElse(copy);
        return Optional.ofNullable(state.missing().get(directory))
                .map(why -> new ImageRefusal.NoDirectory(what(), directory, why));
    }

    /// What is there is written over, so nobody may need it.
    private Optional<Refusal> refuseGiven(HostState state, NamedChain chain) {
        if (!options.block()) {
            var missing = refuseDirectory(state);
            if (missing.isPresent()) {
                return missing;
            }
            if (!state.files().contains(copy)) {
                return invalid(
                        "missing destination file for disk %s: %s: No such file or directory"
                                .formatted(chain.disk().target(), copy));
            }
        }
        var users = new Reachability(state).users(copy);
        return users.isEmpty()
                ? Optional.empty()
                : Optional.of(new ImageRefusal.Pinned(what(), copy, users));
    }

    /// QEMU copies the clusters of the active layer alone. All others the guest would read from the copy as
    /// they are there.
    private Optional<Refusal> refuseShallow(HostState state, NamedChain chain) {
        if (!shallow || chain.top().backing().isEmpty()) {
            return Optional.empty();
        }
        if (format(state, chain) != ImageFormat.QCOW2) {
            return invalid(
                    "cannot %s: only a qcow2 image can lie on another; leave --shallow out"
                            .formatted(what()));
        }
        boolean fits =
                state.layer(copy)
                        .filter(Layer::empty)
                        .flatMap(Layer::below)
                        .equals(chain.top().below());
        return !options.reuse() || fits
                ? Optional.empty()
                : Optional.of(
                        new Refusal.NotYet(
                                what(),
                                "%s isn't an empty overlay on %s"
                                        .formatted(copy, chain.top().below().orElseThrow()),
                                "leave --reuse-external out, and Varve makes one"));
    }

    private static Optional<Refusal> invalid(String message) {
        return Optional.of(new Refusal.InvalidRequest(message));
    }

    private ImageFormat format(HostState state, NamedChain chain) {
        var there =
                options.reuse()
                        ? state.layer(copy).map(Layer::format).orElse(ImageFormat.RAW)
                        : chain.top().format();
        return format.orElse(there);
    }

    private Plan plan(HostState state, NamedChain chain) {
        var top = chain.top();
        var target = chain.disk().target();
        var backing = shallow ? top.backing() : Optional.<Layer.Backing>empty();
        var copied = shallow ? List.of(top) : chain.layers();
        long bytes = copied.stream().mapToLong(Layer::dataBytes).sum();
        var made = format(state, chain);
        var mirror =
                new MirrorStep.MirrorHead(target, top.path(), copy, made, backing, options, end);
        var kept =
                end == MirrorEnd.PIVOTED
                        ? List.of(
                                top.path()
                                        + " stays as it was at the pivot: remove it if nobody"
                                        + " needs it")
                        : List.<String>of();
        return new Plan(
                intent(),
                List.of(mirror, last(new Move(target, top.path(), copy, made))),
                bytes,
                bytes,
                List.of(),
                kept,
                List.of());
    }

    private Step last(Move move) {
        return end == MirrorEnd.PIVOTED
                ? new DomainStep.RepointDomain(List.of(move))
                : new MirrorStep.KeepCopy(copy);
    }
}
