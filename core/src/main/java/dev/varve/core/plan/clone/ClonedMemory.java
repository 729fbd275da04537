package dev.varve.core.plan.clone;

import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The memory of a snapshot, with which its clones go on.
///
/// @param what the intent, for refusals
record ClonedMemory(String what, Snapshot snapshot) {
    /// {@return why no other guest can go on with it while the one that it is of may run}
    Optional<Refusal> refuse() {
        return switch (snapshot.memory()) {
            case Memory.None _ -> refusal("it holds no memory");
            case Memory.Internal _ ->
                    refusal("its memory lies in an image, as an internal snapshot");
            case Memory.External _ -> refuseTwins();
        };
    }

    private Optional<Refusal> refuseTwins() {
        var both =
                Stream.concat(snapshot.identities().stream(), snapshot.unshareable().stream())
                        .toList();
        return both.isEmpty()
                ? Optional.empty()
                : refusal(
                        "its memory holds what no two guests may have: " + String.join(", ", both));
    }

    private Optional<Refusal> refusal(String why) {
        return Optional.of(
                new Refusal.NotYet(
                        what,
                        why,
                        "leave --memory out, and the clone starts as after a power cut"));
    }

    /// {@return the steps that define the domains and let them go on}
    List<Step> resumed(List<CloneStep.DefineClone> defines) {
        return switch (snapshot.memory()) {
            case Memory.External(var file) ->
                    defines.stream().map(define -> resumed(define, file)).toList();
            case Memory.None _, Memory.Internal _ -> List.copyOf(defines);
        };
    }

    private Step resumed(CloneStep.DefineClone define, Path file) {
        return new CloneStep.ResumeClone(
                define,
                file,
                file.resolveSibling(".memory." + define.made().uuid() + ".partial"),
                snapshot.state() == SnapshotState.PAUSED);
    }
}
