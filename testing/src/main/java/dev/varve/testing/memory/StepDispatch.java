package dev.varve.testing.memory;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.Step;

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
        if (step instanceof Step.OnArchive archived) {
            archives.perform(archived, progress);
            return;
        }
        var domain = world.domain(planned.domain(only));
        switch (step) {
            case Step.OnArchive s -> archives.perform(s, progress);
            case Step.OnDomain s -> perform(only, s, progress);
            case Step.FreezeGuest _ -> groups.freeze(domain);
            case Step.ThawGuest _ -> groups.thaw(domain);
            case Step.PauseGuest _ -> groups.pause(domain);
            case Step.ResumeGuest _ -> groups.resume(domain);
            case Step.TakeMember s -> take(domain, s.take());
            case Step.UntakeSnapshot s -> groups.untake(domain, s, progress);
            case Step.CreateOverlay s -> images.perform(s);
            case Step.DropOverlay s -> images.perform(s);
            case Step.ReserveMemory s -> images.perform(s);
            case Step.DropMemory s -> images.perform(s);
            case Step.RemoveMemory s -> images.perform(s);
            case Step.CopyStore s -> stores.perform(s);
            case Step.CompareStore s -> stores.perform(s, progress);
            case Step.RemoveStoreCopy s -> stores.perform(s);
            case Step.RestoreStore s -> stores.perform(domain, s, progress);
            case Step.RepointOverlay s -> images.perform(s);
            case Step.RemoveImage s -> images.perform(s);
            case Step.Commit s -> merges.perform(domain, s, progress);
            case Step.Pull s -> merges.perform(domain, s, progress);
            case Step.TakeSnapshot s -> take(domain, s);
            case Step.RecordSnapshot s -> metadata.perform(domain, s);
            case Step.ForgetSnapshot s -> metadata.perform(domain, s);
            case Step.RestoreSnapshot s -> metadata.perform(domain, s);
            case Step.SelectSnapshot s -> metadata.perform(domain, s);
            case Step.DeselectSnapshot s -> metadata.perform(domain, s);
            case Step.StateFormat s -> images.perform(s);
            case Step.RepointSnapshot s -> metadata.perform(domain, s);
            case Step.Annotate s -> metadata.perform(domain, s);
            case Step.Describe s -> metadata.perform(domain, s);
            case Step.DefineDomain s -> domains.perform(domain, s);
            case Step.RestoreDefinition s -> domains.perform(domain, s);
            case Step.RepointDomain s -> domains.perform(domain, s);
            case Step.CopyImage s -> images.perform(s, progress);
            case Step.CopyLayer s -> images.perform(s, progress);
            case Step.MirrorHead s -> mirrors.perform(domain, s, progress);
            case Step.DropMirror s -> mirrors.perform(domain, s);
            case Step.KeepCopy s -> mirrors.perform(s);
            case Step.DropImageCopy s -> images.perform(s);
            case Step.DropLayerCopy s -> images.perform(s);
            case Step.RedirectDomain s -> domains.redirect(domain, s);
            case Step.DefineClone s -> domains.perform(s);
            case Step.ResumeClone s -> domains.perform(s);
            case Step.UndefineClone s -> domains.perform(s);
            case Step.StopDomain _ -> domains.stop(domain);
            case Step.StopUnstarted _ -> domains.stopUnstarted(domain);
            case Step.ClearDeleteMarks s -> metadata.perform(domain, s);
            case Step.DropManagedSave _ -> domains.dropManagedSave(domain);
            case Step.StartDomain s -> domains.perform(domain, s);
            case Step.RestoreMemory s -> domains.perform(domain, s);
            case Step.CopySnapshot s -> internals.perform(s);
            case Step.DropCopy s -> internals.perform(s);
            case Step.ResetImage s -> internals.perform(s);
            case Step.ApplyInternal s -> internals.perform(s);
            case Step.RemoveInternal s -> internals.perform(s);
            case Step.ResumeInternal s -> internals.perform(domain, s);
            case Step.DeleteInternal s -> internals.perform(domain, s);
        }
    }

    /// As libvirt has it, a snapshot without any external part is an internal one.
    private void take(MemoryDomain domain, Step.TakeSnapshot step) {
        if (step.overlays().isEmpty() && step.memory().isEmpty()) {
            internals.perform(domain, step);
        } else {
            takes.perform(domain, step);
        }
    }
}
