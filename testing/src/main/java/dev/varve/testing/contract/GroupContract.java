package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// How every hypervisor holds guests, and takes the snapshots of a group back. An adapter's test extends
/// this class and says how its host is made.
public abstract class GroupContract extends ContractHost {
    /// For those who owe it.
    protected GroupContract() {}

    @Test
    void aGuestIsPausedAndLetGo() {
        start();
        var pause = new GuestStep.PauseGuest();
        perform(pause);
        assertThat(domain().state()).isEqualTo(RunState.PAUSED);
        undo(pause);
        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void noGuestIsHeldWhereNoneRuns() {
        perform(new GuestStep.FreezeGuest(1));
        perform(new GuestStep.PauseGuest());
        perform(new GuestStep.ResumeGuest());
        perform(new GuestStep.ThawGuest(1));
        assertThat(domain().state()).isEqualTo(RunState.SHUTOFF);
    }

    @Test
    void aStepIsDoneToTheDomainThatItNames() {
        var nobody = new DomainRef(new UUID(1, 2), "nobody");
        var start = new Step.OnDomain(web, new DomainStep.StartDomain(false, false));
        fixture().hypervisor().perform(nobody, start, Progress.none());
        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void aSnapshotOfARunningDomainIsTakenBack() {
        start();
        perform(new GuestStep.PauseGuest());
        takesBack(RunState.PAUSED);
    }

    @Test
    void aSnapshotIsTakenBackThoughItsGuestWasLetGo() {
        start();
        takesBack(RunState.RUNNING);
    }

    @Test
    void aSnapshotOfAShutOffDomainIsTakenBack() {
        takesBack(RunState.SHUTOFF);
    }

    private void takesBack(RunState state) {
        var before = List.of(head(VDA), head(VDB));
        var member = member();
        perform(member);
        assertThat(domain().snapshot(S1)).isPresent();
        assertThat(head(VDA)).isEqualTo(overlay(VDA, "s1"));
        undo(member);
        assertThat(domain().state()).isEqualTo(state);
        assertThat(domain().snapshots()).isEmpty();
        assertThat(List.of(head(VDA), head(VDB))).isEqualTo(before);
        assertThat(domain().disks()).isEqualTo(domain().nextDisks());
        assertThat(isThere(overlay(VDA, "s1"))).isFalse();
        assertThat(isThere(overlay(VDB, "s1"))).isFalse();
    }

    /// The domain's power failed, and it was used before anybody took the snapshot back.
    @Test
    void whatWasWrittenSinceIsKept() {
        var base = head(VDA);
        var member = member();
        perform(member);
        fixture().write(head(VDA), 3);
        var written = fixture().digest(head(VDA));
        undo(member);
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(fixture().digest(base)).isEqualTo(written);
        assertThat(isThere(overlay(VDA, "s1"))).isFalse();
    }

    @Test
    void aSnapshotThatWasNotTakenIsTakenBack() {
        start();
        var base = head(VDA);
        undo(member());
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(isThere(overlay(VDA, "s1"))).isFalse();
    }

    /// Somebody else has taken one of the same name, on overlays of its own.
    @Test
    void aSnapshotOfSomebodyElseStays() {
        var overlays = new ArrayList<Placement>();
        for (var disk : List.of(VDA, VDB)) {
            overlays.add(placed(disk, createOverlay(disk, "other")));
        }
        perform(
                new TakeStep.TakeSnapshot(
                        S1, document(S1), overlays, Optional.empty(), options(true, false)));
        var head = head(VDA);
        undo(member());
        assertThat(domain().snapshot(S1)).isPresent();
        assertThat(head(VDA)).isEqualTo(head);
    }

    private TakeStep.TakeMember member() {
        var overlays = new ArrayList<Placement>();
        var moves = new ArrayList<Move>();
        for (var disk : List.of(VDA, VDB)) {
            var base = head(disk);
            var overlay = createOverlay(disk, "s1");
            overlays.add(placed(disk, overlay));
            moves.add(move(disk, overlay, base));
        }
        var take =
                new TakeStep.TakeSnapshot(
                        S1, document(S1), overlays, Optional.empty(), options(true, false));
        return new TakeStep.TakeMember(take, moves);
    }

    private static Move move(DiskTarget disk, Path overlay, Path base) {
        return new Move(disk, overlay, base, ImageFormat.QCOW2);
    }
}
