package dev.varve.host;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.keep.PolicyRules;
import dev.varve.core.plan.keep.TakeWhenDue;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.operation.VarveException;
import dev.varve.policy.Policy;
import dev.varve.policy.Policy.Quiesce;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The snapshot that a policy is due for, of one domain.
///
/// @param domain as it was seen at the beginning of the run
record PolicyTaking(
        PolicyGround ground, Policy policy, PolicyRules rules, Domain domain, Instant at) {
    /// What came of it.
    ///
    /// @param name of the snapshot; empty where none was taken
    /// @param failure what went wrong, in one line
    /// @param remark what else to say
    record Taken(Optional<String> name, Optional<String> failure, List<String> remark) {
        static Taken nothing() {
            return new Taken(Optional.empty(), Optional.empty(), List.of());
        }

        private static Taken failed(String why) {
            return new Taken(Optional.empty(), Optional.of(why), List.of());
        }

        private Taken but(String why) {
            var all = failure.map(earlier -> earlier + "; " + why).orElse(why);
            return new Taken(name, Optional.of(all), remark);
        }
    }

    /// {@return why it would fail, as far as that can be told beforehand}
    Optional<String> foreseenFailure(HostState state) {
        return lackOfSpace()
                .or(() ->
                        ground.plan(state, change(/* quiesced= */ false)) instanceof Refusal refusal
                                ? Optional.of(refusal.message())
                                : Optional.empty());
    }

    /// Takes it, unless somebody has meanwhile, and runs the hooks around that.
    ///
    /// @throws VarveException `CANCELLED` where this thread was interrupted; `after` has been run
    Taken take() {
        var space = lackOfSpace();
        if (space.isPresent()) {
            return Taken.failed(space.get());
        }
        var before = policy.hooks().before().flatMap(program -> hook("before", program, "due"));
        if (before.isPresent()) {
            return Taken.failed(before.get() + "; no snapshot was taken");
        }
        String word = "failed";
        Optional<String> after;
        Taken taken;
        try {
            taken = taking();
            word = taken.failure().isPresent() ? "failed" : "done";
        } finally {
            var result = word;
            after = policy.hooks().after().flatMap(program -> hook("after", program, result));
        }
        return after.map(taken::but).orElse(taken);
    }

    private Optional<String> hook(String key, Path program, String result) {
        var environment =
                Map.of(
                        "VARVE_DOMAIN", domain.ref().name(),
                        "VARVE_POLICY", policy.name(),
                        "VARVE_SNAPSHOT", rules.name(at).value(),
                        "VARVE_RESULT", result);
        return ground.run(program, environment, policy.hooks())
                .map(why -> key + " " + program + " " + why);
    }

    private Taken taking() {
        boolean quiesced = isQuiesced();
        try {
            return taken(quiesced, List.of());
        } catch (VarveException e) {
            if (quiesced
                    && policy.quiesce() == Quiesce.IF_POSSIBLE
                    && e.kind() == VarveException.Kind.FAILED) {
                return unfrozen(e.reason());
            }
            return failed(e);
        }
    }

    private static Taken failed(VarveException e) {
        if (e.kind() == VarveException.Kind.CANCELLED) {
            throw e;
        }
        return Taken.failed(String.valueOf(e.getMessage()));
    }

    /// Whatever failed has been taken back.
    private Taken unfrozen(String why) {
        try {
            return taken(false, List.of("the guest was not frozen: " + why));
        } catch (VarveException e) {
            return failed(e);
        }
    }

    private boolean isQuiesced() {
        if (domain.state() != RunState.RUNNING) {
            return false;
        }
        return switch (policy.quiesce()) {
            case NO -> false;
            case REQUIRED -> true;
            case IF_POSSIBLE -> !policy.memory() && ground.hasAgent(domain.ref());
        };
    }

    private Taken taken(boolean quiesced, List<String> remark) {
        return switch (ground.perform(change(quiesced))) {
            case Refusal refusal -> Taken.failed(refusal.message());
            case Plan plan when plan.steps().isEmpty() -> Taken.nothing();
            case Plan _ -> new Taken(Optional.of(rules.name(at).value()), Optional.empty(), remark);
        };
    }

    private TakeWhenDue change(boolean quiesced) {
        var memory = memory();
        var document = SnapshotXml.empty().withName(rules.name(at).value());
        if (memory.isPresent()) {
            document = document.withMemory(SnapshotMemory.external(memory.get().toString()));
        }
        var create =
                new CreateSnapshot(
                        domain.ref(),
                        RequestedSnapshot.of(document.toString()),
                        new TakeOptions(
                                memory.isEmpty(),
                                quiesced,
                                false,
                                memory.isPresent(),
                                false,
                                false,
                                false,
                                false),
                        Annotations.none().withPolicy(Optional.of(policy.name())),
                        at);
        return new TakeWhenDue(create, rules, at);
    }

    /// {@return where the guest's memory goes: beside the image of the first disk}
    private Optional<Path> memory() {
        return policy.memory() && domain.state().active()
                ? directories().findFirst().map(directory -> directory.resolve(memoryName()))
                : Optional.empty();
    }

    private String memoryName() {
        return domain.ref().name() + "." + rules.name(at) + ".memory";
    }

    private Stream<Path> directories() {
        return domain.disks().stream()
                .filter(disk -> !disk.readonly())
                .map(Disk::source)
                .flatMap(source -> source.image().stream())
                .flatMap(image -> Optional.ofNullable(image.getParent()).stream())
                .distinct();
    }

    private Optional<String> lackOfSpace() {
        return policy.minFree().flatMap(this::lackOf);
    }

    private Optional<String> lackOf(Policy.MinFree wanted) {
        for (var directory : new TreeSet<>(directories().toList())) {
            var space = ground.space(directory);
            if (space.isPresent() && !wanted.isMet(space.get().free(), space.get().size())) {
                return Optional.of(
                        "%s has %d of %d bytes free, and min-free is %s; no snapshot was taken"
                                .formatted(
                                        directory, space.get().free(), space.get().size(), wanted));
            }
        }
        return Optional.empty();
    }
}
