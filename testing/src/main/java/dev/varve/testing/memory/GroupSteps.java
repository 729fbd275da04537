package dev.varve.testing.memory;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.TakeStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Steps that hold guests for the moment at which the snapshots of a group are taken, and the way back
/// from such a snapshot.
final class GroupSteps {
    private final World world;
    private final ImageSteps images;
    private final MergeSteps merges;
    private final MetadataSteps metadata;
    private final DomainSteps domains;

    GroupSteps(
            World world,
            ImageSteps images,
            MergeSteps merges,
            MetadataSteps metadata,
            DomainSteps domains) {
        this.world = world;
        this.images = images;
        this.merges = merges;
        this.metadata = metadata;
        this.domains = domains;
    }

    void perform(MemoryDomain domain, GuestStep step) {
        switch (step) {
            case GuestStep.FreezeGuest _ -> freeze(domain);
            case GuestStep.ThawGuest _ -> thaw(domain);
            case GuestStep.PauseGuest _ -> pause(domain);
            case GuestStep.ResumeGuest _ -> resume(domain);
        }
    }

    void freeze(MemoryDomain domain) {
        domain.guest
                .filter(guest -> !guest.frozen)
                .ifPresent(
                        guest -> world.change("freeze " + domain.ref, () -> guest.frozen = true));
    }

    void thaw(MemoryDomain domain) {
        domain.guest
                .filter(guest -> guest.frozen)
                .ifPresent(guest -> world.change("thaw " + domain.ref, () -> guest.frozen = false));
    }

    void pause(MemoryDomain domain) {
        setState(domain, RunState.RUNNING, RunState.PAUSED);
    }

    void resume(MemoryDomain domain) {
        setState(domain, RunState.PAUSED, RunState.RUNNING);
    }

    private void setState(MemoryDomain domain, RunState from, RunState to) {
        domain.guest
                .filter(guest -> guest.state == from)
                .ifPresent(guest ->
                        world.change("let " + domain.ref + " be " + to, () -> guest.be(to)));
    }

    /// An overlay that holds data goes once it was committed just now; what such a one holds is nowhere
    /// else otherwise.
    void untake(MemoryDomain domain, TakeStep.UntakeSnapshot step, Progress progress) {
        if (isOurs(domain, step)) {
            metadata.perform(
                    domain, new SnapshotStep.ForgetSnapshot(step.name(), "", List.of(), false));
        }
        var committed = new ArrayList<Move>();
        for (var move : step.moves()) {
            if (isHead(domain, move)) {
                merges.perform(
                        domain,
                        new MergeStep.Commit(move.disk(), move.from(), move.to()),
                        progress);
                committed.add(move);
            }
        }
        domains.perform(domain, new DomainStep.RepointDomain(step.moves()));
        committed.forEach(move -> images.perform(new ImageStep.RemoveImage(move.from())));
        step.moves()
                .forEach(move -> images.perform(new ImageStep.DropOverlay(move.from(), move.to())));
    }

    private static boolean isOurs(MemoryDomain domain, TakeStep.UntakeSnapshot step) {
        return domain.knows(step.name())
                && domain.snapshot(step.name()).disks().stream()
                        .anyMatch(disk ->
                                step.moves().stream()
                                        .anyMatch(move ->
                                                disk.overlay().equals(Optional.of(move.from()))));
    }

    private static boolean isHead(MemoryDomain domain, Move move) {
        return domain.live().image(move.disk()).equals(Optional.of(move.from()));
    }
}
