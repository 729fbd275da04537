package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Presence;
import dev.varve.core.model.WriteProtection;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The files that a plan writes to and the directories that it removes names from: where one of them is write-protected,
/// a delete would find it out behind the point of no return. What a plan makes is made by its first steps, which are taken back.
record WritableFiles(Hypervisor hypervisor, HostState state, Plan plan) {
    /// {@return why the plan can't be performed}
    static Optional<Refusal> refuse(Hypervisor hypervisor, HostState state, Plan plan) {
        return new WritableFiles(hypervisor, state, plan).refuse();
    }

    private Optional<Refusal> refuse() {
        return plan.steps().stream()
                .flatMap(step ->
                        Stream.concat(
                                written(step.plain())
                                        .flatMap(file -> refuse(file, mayBeOfQemu(step)).stream()),
                                removed(step.plain())
                                        .filter(this::isThere)
                                        .flatMap(file -> Stream.ofNullable(file.getParent()))
                                        .flatMap(directory -> refuse(directory, false).stream())))
                .findFirst();
    }

    /// A running QEMU has rights of its own.
    private boolean mayBeOfQemu(Step step) {
        return step.plain() instanceof MergeStep
                && state.domain(step.domain(plan.intent().domain()))
                        .map(Domain::state)
                        .filter(run -> run.active())
                        .isPresent();
    }

    private static Stream<Path> written(Step step) {
        return switch (step) {
            case MergeStep.Commit s -> Stream.of(s.base());
            case MergeStep.Pull s -> Stream.of(s.top());
            case ImageStep s -> written(s);
            case InternalStep s -> written(s);
            case Step.OnDomain _,
                    ArchiveStep _,
                    CloneStep _,
                    DomainStep _,
                    GuestStep _,
                    MemoryStep _,
                    MirrorStep _,
                    SnapshotStep _,
                    StoreStep _,
                    TakeStep _ ->
                    Stream.of();
        };
    }

    private static Stream<Path> written(ImageStep step) {
        return switch (step) {
            case ImageStep.RepointOverlay s -> Stream.of(s.overlay());
            case ImageStep.StateFormat s -> Stream.of(s.overlay());
            case ImageStep.CreateOverlay _,
                    ImageStep.DropOverlay _,
                    ImageStep.CopyImage _,
                    ImageStep.DropImageCopy _,
                    ImageStep.CopyLayer _,
                    ImageStep.DropLayerCopy _,
                    ImageStep.RemoveImage _ ->
                    Stream.of();
        };
    }

    private static Stream<Path> written(InternalStep step) {
        return switch (step) {
            case InternalStep.ResetImage s -> Stream.of(s.image());
            case InternalStep.ApplyInternal s -> Stream.of(s.image());
            case InternalStep.RemoveInternal s -> Stream.of(s.image());
            case InternalStep.CopySnapshot _,
                    InternalStep.DropCopy _,
                    InternalStep.ResumeInternal _,
                    InternalStep.DeleteInternal _ ->
                    Stream.of();
        };
    }

    private static Stream<Path> removed(Step step) {
        return switch (step) {
            case ImageStep.RemoveImage s -> Stream.of(s.image());
            case MemoryStep.RemoveMemory s -> Stream.of(s.file());
            case StoreStep.RemoveStoreCopy s -> Stream.of(s.copy());
            case Step.OnDomain _,
                    ArchiveStep _,
                    CloneStep _,
                    DomainStep _,
                    GuestStep _,
                    ImageStep _,
                    InternalStep _,
                    MemoryStep _,
                    MergeStep _,
                    MirrorStep _,
                    SnapshotStep _,
                    StoreStep _,
                    TakeStep _ ->
                    Stream.of();
        };
    }

    private boolean isThere(Path file) {
        return hypervisor.presence(file) instanceof Presence.There;
    }

    private Optional<Refusal> refuse(Path file, boolean byQemu) {
        return hypervisor
                .protection(file)
                .filter(found -> found.forEverybody() || !byQemu)
                .map(found -> refusal(file, found));
    }

    private Refusal refusal(Path file, WriteProtection found) {
        return new ImageRefusal.WriteProtected(plan.intent().toString(), file, found.reason());
    }
}
