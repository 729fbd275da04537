package dev.varve.testing.memory;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.core.plan.step.TakeStep;

/// Hands each step to what performs it.
final class StepDispatch {
    private final World world;
    private final Storage storage;
    private final ImageSteps images;
    private final StoreSteps stores;
    private final MergeSteps merges;
    private final MetadataSteps metadata;
    private final DomainSteps domains;
    private final MirrorSteps mirrors;
    private final TakeSteps takes;
    private final InternalSteps internals;
    private final ArchiveSteps archives;
    private final GroupSteps groups;

    StepDispatch(World world, Storage storage) {
        this.world = world;
        this.storage = storage;
        images = new ImageSteps(world);
        stores = new StoreSteps(world);
        merges = new MergeSteps(world);
        metadata = new MetadataSteps(world);
        domains = new DomainSteps(world);
        mirrors = new MirrorSteps(world);
        takes = new TakeSteps(world);
        internals = new InternalSteps(world, metadata);
        archives = new ArchiveSteps(world);
        groups = new GroupSteps(world, images, merges, metadata, domains);
    }

    /// @param only the domain that the plan is about
    void perform(DomainRef only, Step planned, Progress progress) {
        var step = planned.plain();
        storage.refuseUnknown(step);
        if (step instanceof ArchiveStep archived) {
            archives.perform(archived, progress);
            return;
        }
        var domain = world.domain(planned.domain(only));
        switch (step) {
            case Step.OnDomain s -> perform(only, s, progress);
            case ArchiveStep s -> archives.perform(s, progress);
            case CloneStep s -> domains.perform(s);
            case DomainStep s -> domains.perform(domain, s);
            case GuestStep s -> groups.perform(domain, s);
            case ImageStep s -> images.perform(s, progress);
            case InternalStep s -> internals.perform(domain, s);
            case MemoryStep s -> images.perform(s);
            case MergeStep s -> merges.perform(domain, s, progress);
            case MirrorStep s -> mirrors.perform(domain, s, progress);
            case SnapshotStep s -> metadata.perform(domain, s);
            case StoreStep s -> stores.perform(domain, s, progress);
            case TakeStep s -> take(domain, s, progress);
        }
    }

    private void take(MemoryDomain domain, TakeStep step, Progress progress) {
        switch (step) {
            case TakeStep.TakeSnapshot s -> take(domain, s);
            case TakeStep.TakeMember s -> take(domain, s.take());
            case TakeStep.UntakeSnapshot s -> groups.untake(domain, s, progress);
        }
    }

    /// As libvirt has it, a snapshot without any external part is an internal one.
    private void take(MemoryDomain domain, TakeStep.TakeSnapshot step) {
        if (step.overlays().isEmpty() && step.memory().isEmpty()) {
            internals.perform(domain, step);
        } else {
            takes.perform(domain, step);
        }
    }
}
