package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.doctor.DomainFinding;
import dev.varve.core.plan.doctor.Finding;
import dev.varve.core.plan.doctor.ImageFinding;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.doctor.SnapshotFinding;
import dev.varve.core.plan.keep.HoldSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.image.ImageFormat;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What libvirt, or somebody by hand, has made of two snapshots.
class MendDomainTest extends TwoSnapshots {
    /// Until there is nothing left to mend.
    private void mend() {
        for (var plan = mendOnce(); !plan.steps().isEmpty(); plan = mendOnce()) {}
    }

    private Plan mendOnce() {
        return (Plan) host.run(web, host.mend(web));
    }

    private static Move move(Path from, Path to) {
        return new Move(Host.VDA, from, to, ImageFormat.QCOW2);
    }

    private void assertS2IsGone(Map<Integer, Integer> head) {
        assertThat(findings()).isEmpty();
        assertThat(host.observed(web).snapshots()).singleElement().extracting("name").isEqualTo(S1);
        assertThat(host.observed(web).current()).contains(S1);
        assertThat(state().layers()).containsOnlyKeys(BASE, MIDDLE);
        assertThat(host.hypervisor.readThrough(MIDDLE)).isEqualTo(head);
        assertThat(host.hypervisor.readThrough(BASE)).containsOnlyKeys(0);
    }

    @Test
    void aDeleteThatHadMovedNothingIsFinished() {
        host.cutDelete(web, "s1");
        var head = host.hypervisor.readThrough(TOP);
        assertThat(findings()).singleElement().isInstanceOf(SnapshotFinding.DeleteCut.class);
        mend();
        assertS2IsGone(head);
    }

    @Test
    void aDeleteWhoseDiskIsPivotedIsFinished() {
        host.cutDelete(web, "s1");
        var head = host.hypervisor.readThrough(TOP);
        perform(new MergeStep.Commit(Host.VDA, TOP, MIDDLE));
        perform(new DomainStep.RepointDomain(List.of(move(TOP, MIDDLE))));
        perform(new ImageStep.RemoveImage(TOP));
        mend();
        assertS2IsGone(head);
    }

    /// Before anything is planned for what then looks like a leaf that nothing lies on.
    @Test
    void anOverlayThatLibvirtHasRemovedIsNamedByNobodyAnyMore() {
        host.cutDelete(web, "s1");
        var head = host.hypervisor.readThrough(TOP);
        perform(new MergeStep.Commit(Host.VDA, TOP, MIDDLE));
        perform(new ImageStep.RemoveImage(TOP));
        assertThat(mendOnce().steps())
                .containsExactly(new DomainStep.RepointDomain(List.of(move(TOP, MIDDLE))));
        mend();
        assertS2IsGone(head);
    }

    @Test
    void theFrozenLayerOfALaterSnapshotIsTheOneItWasCommittedInto() {
        host.must(web, host.create(web, "s3"));
        host.write(web, Host.VDA, 3, 4);
        host.cutDelete(web, "s1");
        var third = host.hypervisor.readThrough(TOP);
        perform(new MergeStep.Commit(Host.VDA, TOP, MIDDLE));
        perform(
                new ImageStep.RepointOverlay(
                        Host.image("web-vda.s3"), TOP, MIDDLE, ImageFormat.QCOW2));
        perform(new ImageStep.RemoveImage(TOP));
        mend();
        var s3 = host.observed(web).snapshot(new SnapshotName("s3")).orElseThrow();
        assertThat(s3.frozenLayer(Host.VDA)).contains(MIDDLE);
        assertThat(host.hypervisor.readThrough(MIDDLE)).isEqualTo(third);
        assertThat(host.observed(web).snapshot(S2)).isEmpty();
        assertThat(findings()).isEmpty();
    }

    @Test
    void marksOfADeleteThatIsOverAreCleared() {
        host.must(web, host.delete(web, "s2"));
        host.cutDelete(web, "s1");
        assertThat(mendOnce().steps()).hasOnlyElementsOfType(SnapshotStep.ClearDeleteMarks.class);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aQemuWhoseGuestHasNeverRunIsEnded() {
        perform(new DomainStep.StartDomain(true, false));
        host.cutDelete(web, "s1");
        var head = host.hypervisor.readThrough(TOP);
        assertThat(mendOnce().steps().getFirst()).isEqualTo(new DomainStep.StopUnstarted());
        assertS2IsGone(head);
    }

    @Test
    void aGuestThatHasRunGoesOn() {
        host.hypervisor.start(web);
        host.hypervisor.setState(web, RunState.PAUSED);
        host.cutDelete(web, "s1");
        assertThat(mendOnce().steps()).doesNotContain(new DomainStep.StopUnstarted());
        assertThat(host.observed(web).state()).isEqualTo(RunState.PAUSED);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aGuestThatWasLetRunMeanwhileIsNotEnded() {
        perform(new DomainStep.StartDomain(true, false));
        host.hypervisor.setState(web, RunState.RUNNING);
        assertThatThrownBy(() -> perform(new DomainStep.StopUnstarted()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("has run");
    }

    @Test
    void nothingIsMendedWhileLibvirtIsAtWork() {
        host.cutDelete(web, "s1");
        var begun = state().halfDone(web);
        var working =
                new HalfDone(
                        begun.deletes(),
                        Map.of(),
                        false,
                        /* working= */ true,
                        Map.of(),
                        Optional.empty());
        assertThat(findings(with(working)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.mend()).isEmpty();
                    assertThat(finding.advice()).contains("libvirt is at work");
                });
    }

    private HostState with(HalfDone begun) {
        return state().withHalfDone(Map.of(web.uuid(), begun));
    }

    @Test
    void aHeldSnapshotStaysAndTheReasonIsSaid() {
        host.must(web, new HoldSnapshot(web, S2, "audit")::plan);
        host.cutDelete(web, "s1");
        assertThat(findings())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.mend()).isEmpty();
                    assertThat(f.advice()).contains("is held (audit)");
                });
    }

    @Test
    void aSnapshotWhoseLayerIsWrittenIsNamed() {
        perform(new MergeStep.Commit(Host.VDA, TOP, MIDDLE));
        perform(new DomainStep.RepointDomain(List.of(move(TOP, MIDDLE))));
        assertThat(findings())
                .contains(new SnapshotFinding.Overwritten(S2, Host.VDA, MIDDLE, "disk vda of web"))
                .allSatisfy(finding -> assertThat(finding.mend()).isEmpty());
    }

    /// As `virsh blockcommit --top MIDDLE --base BASE` leaves it.
    @Test
    void aLayerThatTheChainHasLeftIsNamedWithWhatIsInDoubt() {
        perform(new MergeStep.Commit(Host.VDA, MIDDLE, BASE));
        perform(new ImageStep.RepointOverlay(TOP, MIDDLE, BASE, ImageFormat.QCOW2));
        assertThat(findings())
                .containsExactly(
                        new SnapshotFinding.Bypassed(
                                S2, Host.VDA, MIDDLE, Optional.of(BASE), List.of(S1)));
    }

    @Test
    void aLayerThatWasPulledPutsNothingInDoubt() {
        perform(new MergeStep.Pull(Host.VDA, BASE, MIDDLE, TOP, Optional.empty()));
        assertThat(findings()).extracting(Finding::word).containsOnly("bypassed");
        assertThat(findings())
                .allSatisfy(finding ->
                        assertThat(((SnapshotFinding.Bypassed) finding).doubtful()).isEmpty());
    }

    @Test
    void anImageThatWasMovedIsOfferedAndNamedOnceTheUserSaysSo() {
        var head = host.hypervisor.readThrough(TOP);
        var there = Path.of("/new/web-vda.s1");
        host.hypervisor.addOverlay(there, BASE);
        host.hypervisor.write(there, 1, 2);
        perform(new ImageStep.RemoveImage(MIDDLE));

        var found = (ImageFinding.Moved) findings().getFirst();
        assertThat(found.named()).isEqualTo(MIDDLE);
        assertThat(found.found()).isEqualTo(there);
        assertThat(mendOnce().steps()).isEmpty();

        host.must(web, new MendDomain(web, Optional.empty(), true)::plan);
        assertThat(findings()).isEmpty();
        assertThat(host.hypervisor.readThrough(TOP)).isEqualTo(head);
        assertThat(host.observed(web).snapshot(S2).orElseThrow().frozenLayer(Host.VDA))
                .contains(there);
    }

    @Test
    void anImageThatMayBeTheMissingOneIsNotToBeRemoved() {
        var renamed = Host.image("kept");
        host.hypervisor.addOverlay(renamed, BASE);
        assertThat(findings())
                .singleElement()
                .satisfies(found -> assertThat(found.advice()).startsWith("remove it"));
        perform(new ImageStep.RemoveImage(MIDDLE));

        assertThat(findings()).extracting(Finding::word).containsExactly("image-missing", "stray");
        assertThat(findings().getLast().advice())
                .contains("it may be what is missing", MIDDLE.toString())
                .doesNotStartWith("remove");
    }

    @Test
    void ofTwoImagesNoneIsOffered() {
        for (var name : List.of("/new/web-vda.s1", "/newer/web-vda.s1")) {
            host.hypervisor.addOverlay(Path.of(name), BASE);
        }
        perform(new ImageStep.RemoveImage(MIDDLE));
        assertThat(findings().getFirst()).isInstanceOf(ImageFinding.ImageMissing.class);
    }

    @Test
    void overlaysThatNothingLeadsToAreNamed() {
        var other = Host.image("other.qcow2");
        host.hypervisor.addImage(other, ImageFormat.QCOW2, Host.SIZE);
        var orphan = Host.image("web-vda.old");
        host.hypervisor.addOverlay(orphan, other);
        host.hypervisor.addOverlay(Host.image("unrelated.old"), other);
        assertThat(findings()).containsExactly(new ImageFinding.Orphan(orphan, List.of()));
    }

    @Test
    void memoryAndCopiesThatAreMissingAreNamed() {
        host.hypervisor.addStore(web, StateStore.Kind.NVRAM, "variables");
        host.hypervisor.start(web);
        host.must(web, host.createWithMemory(web, "s3"));
        host.hypervisor.stop(web);
        assertThat(findings()).isEmpty();

        var snapshot = host.observed(web).snapshot(new SnapshotName("s3")).orElseThrow();
        var memory = ((Memory.External) snapshot.memory()).file();
        var copy = snapshot.annotations().copies().values().iterator().next().file();
        host.hypervisor.removeByHand(memory);
        host.hypervisor.removeByHand(copy);
        assertThat(findings())
                .extracting(Finding::message)
                .anyMatch(message -> message.contains("needed by the memory of snapshot s3"))
                .anyMatch(message -> message.contains("needed by the NVRAM of snapshot s3"))
                .hasSize(2);
    }

    /// libvirt takes the domain for shut off, while its guest has been on MIDDLE since a commit.
    private void lose() {
        perform(new MergeStep.Commit(Host.VDA, TOP, MIDDLE));
        host.hypervisor.lose(web, Optional.of(new HalfDone.LostQemu(4711, Set.of(MIDDLE, BASE))));
    }

    @Test
    void aGuestThatLibvirtHasLostIsLeftAloneAndItsHeadNamed() {
        lose();
        for (var planned :
                List.of(
                        host.create(web, "s9").apply(state()),
                        host.revert(web, "s1", false).apply(state()),
                        host.delete(web, "s1").apply(state()))) {
            assertThat(planned)
                    .isInstanceOfSatisfying(
                            Refusal.GuestLost.class,
                            refusal -> assertThat(refusal.message()).contains("process 4711"));
        }
        var found = (DomainFinding.GuestLost) findings().getFirst();
        assertThat(found.moves()).containsExactly(move(TOP, MIDDLE));
        host.must(web, new MendDomain(web, Optional.empty(), false)::plan);
        assertThat(host.observed(web).nextDisks().getFirst().source().image()).contains(MIDDLE);
        assertThat(((DomainFinding.GuestLost) findings().getFirst()).moves()).isEmpty();
    }

    /// What the top holds is older than what the guest has written to the layer below since.
    @Test
    void aCommitThatALostGuestHasPivotedToIsNotMadeAgain() {
        var plan = (Plan) host.delete(web, "s2").apply(state());
        lose();
        host.hypervisor.write(MIDDLE, 0, 99);
        var operations = host.operations();
        operations.run(plan, OperationProgress.silent());
        assertThat(host.observed(web).nextDisks().getFirst().source().image()).contains(MIDDLE);
        assertThat(host.hypervisor.readThrough(MIDDLE)).containsEntry(0, 99);
    }

    @Test
    void anInternalSnapshotThatOnlyOneSideKnowsIsNamed() {
        host.must(web, host.createInternal(web, "i1"));
        assertThat(findings()).isEmpty();

        var i1 = new SnapshotName("i1");
        perform(new InternalStep.RemoveInternal(TOP, i1));
        assertThat(findings())
                .containsExactly(new SnapshotFinding.InternalMissing(i1, Host.VDA, TOP));
        host.must(web, host.delete(web, "i1"));
        assertThat(findings()).isEmpty();

        host.must(web, host.createInternal(web, "i2"));
        host.must(
                web,
                new DeleteSnapshot(
                                web,
                                List.of(new SnapshotName("i2")),
                                DeleteSnapshot.Scope.ONE,
                                /* metadataOnly= */ true)
                        ::plan);
        assertThat(findings())
                .singleElement()
                .isInstanceOfSatisfying(
                        SnapshotFinding.InternalUnknown.class,
                        finding -> assertThat(finding.image()).isEqualTo(TOP));
    }

    /// Whoever made the image chose them.
    @Test
    void whatAnImageCallsItsSnapshotGoesIntoNoCommandAndNoTerminal() {
        var found = new SnapshotFinding.InternalUnknown(TOP, "1; reboot", "a\u001b[2Jb");
        assertThat(found.advice()).contains("snapshot -d ID " + TOP).doesNotContain("reboot");
        assertThat(found.message()).contains("'a?[2Jb'");
        assertThat(new SnapshotFinding.InternalUnknown(TOP, "12", "a").advice()).contains("-d 12 ");
    }

    @Test
    void aJobThatNobodyWaitsForIsExplained() {
        host.hypervisor.start(web);
        var now = state();
        var busy = now.domain(web).orElseThrow();
        var disks = busy.disks().stream().map(disk -> disk.with(true)).toList();
        var job = new HalfDone.Job(Optional.of(MIDDLE), true);
        var begun =
                new HalfDone(
                        Map.of(), Map.of(Host.VDA, job), false, false, Map.of(), Optional.empty());
        var state = with(begun).with(busy.withDisks(disks));
        assertThat(findings(state))
                .containsExactly(
                        new DomainFinding.BlockJobLeft(
                                "web", Host.VDA, Optional.of(MIDDLE), true, List.of(S2)));
        assertThat(findings(state).getFirst().advice()).contains("--pivot", "--abort");
    }
}
