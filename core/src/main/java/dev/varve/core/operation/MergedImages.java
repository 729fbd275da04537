package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// The images that a plan moves data between. A plan knows their headers; whether their tables are sound takes a look
/// at all of them, which is had once there is a plan, and before any of it is begun: a merge that finds
/// it out by itself comes behind the point of no return.
final class MergedImages {
    private final Hypervisor hypervisor;
    private final HostState state;
    private final Set<Path> written = new LinkedHashSet<>();
    private final Set<Path> read = new LinkedHashSet<>();

    private MergedImages(Hypervisor hypervisor, HostState state) {
        this.hypervisor = hypervisor;
        this.state = state;
    }

    /// {@return why the plan can't be performed}
    static Optional<Refusal> refuse(Hypervisor hypervisor, HostState state, Plan plan) {
        return new MergedImages(hypervisor, state).refuse(plan);
    }

    private Optional<Refusal> refuse(Plan plan) {
        plan.steps().forEach(step -> add(step.plain()));
        read.removeAll(written);
        var what = plan.intent().toString();
        return refuse(what, written, hypervisor::unwritable)
                .or(() -> refuse(what, read, hypervisor::unreadable));
    }

    private void add(Step step) {
        if (step instanceof MergeStep.Commit commit) {
            written.add(commit.base());
            addChain(commit.top());
        } else if (step instanceof MergeStep.Pull pull) {
            written.add(pull.top());
            addChain(pull.top());
        } else if (step instanceof InternalStep.ApplyInternal apply) {
            written.add(apply.image());
        } else if (step instanceof InternalStep.ResetImage reset) {
            written.add(reset.image());
        } else if (step instanceof InternalStep.RemoveInternal remove) {
            written.add(remove.image());
        }
    }

    /// What is held in parts is read through all layers.
    private void addChain(Path top) {
        Layer.chain(top, state::layer).forEach(layer -> read.add(layer.path()));
    }

    /// An image that the plan makes is sound.
    private Optional<Refusal> refuse(
            String what, Set<Path> images, BiFunction<Path, ImageFormat, Optional<String>> look) {
        return images.stream()
                .flatMap(image -> state.layer(image).stream())
                .flatMap(layer ->
                        look.apply(layer.path(), layer.format()).stream()
                                .map(flaw -> new ImageRefusal.Damaged(what, layer.path(), flaw)))
                .<Refusal>map(refusal -> refusal)
                .findFirst();
    }
}
