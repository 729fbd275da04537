package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every hypervisor does, whatever is behind it, besides metadata and merges
/// ([MetadataContract], [MergeContract]). An adapter's test
/// extends this class and says how its host is made.
public abstract class HypervisorContract extends ContractHost {
    /// For those who owe it.
    protected HypervisorContract() {}

    // Domains

    @Test
    void aDomainIsSeenAsItIsDefined() {
        var seen = domain();
        assertThat(seen.ref()).isEqualTo(web);
        assertThat(seen.state()).isEqualTo(RunState.SHUTOFF);
        assertThat(seen.persistent()).isTrue();
        assertThat(seen.managedSave()).isFalse();
        assertThat(seen.disks()).isEqualTo(seen.nextDisks()).hasSize(2);
        assertThat(seen.snapshots()).isEmpty();
        assertThat(seen.current()).isEmpty();
        assertThat(layer(head(VDA)).backing()).isEmpty();
        assertThat(fixture().hypervisor().observe().missing()).isEmpty();
    }

    @Test
    void anUnknownDomainIsNotFound() {
        var nobody = new DomainRef(new UUID(1, 2), "nobody");
        assertThatThrownBy(() ->
                        fixture()
                                .hypervisor()
                                .perform(nobody, new DomainStep.StopDomain(), Progress.none()))
                .isInstanceOf(HypervisorException.class)
                .extracting(e -> ((HypervisorException) e).kind())
                .isEqualTo(HypervisorException.Kind.NOT_FOUND);
    }

    @Test
    void aDomainIsStartedAndStopped() {
        start();
        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
        stop();
        assertThat(domain().state()).isEqualTo(RunState.SHUTOFF);
        perform(new DomainStep.StartDomain(true, false));
        assertThat(domain().state()).isEqualTo(RunState.PAUSED);
    }

    @Test
    void aDomainWithoutAManagedSaveImageHasNoneToDrop() {
        perform(new DomainStep.DropManagedSave());
        assertThat(domain().managedSave()).isFalse();
    }

    // Overlays and files

    @Test
    void anOverlayReadsAsItsBase() {
        var overlay = createOverlay(VDA, "s1");
        assertThat(layer(overlay).below()).contains(head(VDA));
        assertThat(layer(overlay).empty()).isTrue();
        assertThat(layer(overlay).virtualSize()).isEqualTo(layer(head(VDA)).virtualSize());
        assertThat(fixture().digest(overlay)).isEqualTo(fixture().digest(head(VDA)));
    }

    @Test
    void anOverlayNeverReplacesAFile() {
        var overlay = createOverlay(VDA, "s1");
        fixture().write(overlay, 3);
        var written = fixture().digest(overlay);
        fails(new ImageStep.CreateOverlay(VDA, overlay, head(VDA), ImageFormat.QCOW2, 1 << 20));
        assertThat(fixture().digest(overlay)).isEqualTo(written);
    }

    @Test
    void anEmptyOverlayIsDropped() {
        var overlay = createOverlay(VDA, "s1");
        perform(new ImageStep.DropOverlay(overlay, head(VDA)));
        assertThat(isThere(overlay)).isFalse();
        assertThat(isThere(head(VDA))).isTrue();
    }

    @Test
    void anOverlayWithDataIsNotDropped() {
        var overlay = createOverlay(VDA, "s1");
        fixture().write(overlay, 3);
        perform(new ImageStep.DropOverlay(overlay, head(VDA)));
        assertThat(isThere(overlay)).isTrue();
    }

    @Test
    void aFileForMemoryIsReservedAndRemoved() {
        var file = fixture().file("web.mem");
        perform(new MemoryStep.ReserveMemory(file));
        assertThat(isThere(file)).isTrue();
        perform(new MemoryStep.ReserveMemory(file));
        perform(new MemoryStep.DropMemory(file));
        assertThat(isThere(file)).isFalse();
    }

    @Test
    void aFileForMemoryThatSomebodyElseHasMadeStays() {
        var file = createOverlay(VDA, "mem");
        assertThatThrownBy(() -> perform(new MemoryStep.ReserveMemory(file)))
                .isInstanceOf(HypervisorException.class);
        perform(new MemoryStep.DropMemory(file));
        assertThat(isThere(file)).isTrue();
    }

    @Test
    void anImageIsRemoved() {
        var overlay = createOverlay(VDA, "s1");
        fixture().write(overlay, 3);
        perform(new ImageStep.RemoveImage(overlay));
        assertThat(isThere(overlay)).isFalse();
    }

    // Taking snapshots

    @Test
    void aSnapshotFreezesTheActiveLayers() {
        var base = head(VDA);
        var before = fixture().digest(base);
        take(S1);
        assertThat(head(VDA)).isEqualTo(overlay(VDA, "s1"));
        assertThat(domain().disks()).isEqualTo(domain().nextDisks());
        assertThat(domain().current()).contains(S1);
        assertThat(snapshot(S1).parent()).isEmpty();
        assertThat(snapshot(S1).state()).isEqualTo(SnapshotState.SHUTOFF);
        assertThat(snapshot(S1).restorable()).isTrue();
        assertThat(snapshot(S1).frozenLayer(VDA)).contains(base);
        assertThat(fixture().digest(head(VDA))).isEqualTo(before);
    }

    @Test
    void aSnapshotOfARunningDomainSwitchesEveryDisk() {
        var bases = List.of(head(VDA), head(VDB));
        start();
        take(S1);
        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
        assertThat(List.of(head(VDA), head(VDB)))
                .containsExactly(overlay(VDA, "s1"), overlay(VDB, "s1"));
        assertThat(domain().nextDisks())
                .extracting(disk -> disk.source().image().orElseThrow())
                .containsExactly(overlay(VDA, "s1"), overlay(VDB, "s1"));
        assertThat(snapshot(S1).state()).isEqualTo(SnapshotState.DISK_SNAPSHOT);
        assertThat(snapshot(S1).frozenLayer(VDA)).contains(bases.getFirst());
        assertThat(snapshot(S1).frozenLayer(VDB)).contains(bases.getLast());
    }

    @Test
    void aSnapshotMayHaltTheDomain() {
        start();
        take(S1, options(true, true));
        assertThat(domain().state()).isEqualTo(RunState.SHUTOFF);
        assertThat(head(VDA)).isEqualTo(overlay(VDA, "s1"));
    }

    @Test
    void aDiskWithoutAnOverlayIsLeftOut() {
        var overlay = createOverlay(VDA, "s1");
        var untouched = head(VDB);
        perform(
                new TakeStep.TakeSnapshot(
                        S1,
                        "<domainsnapshot><name>s1</name><disks><disk name='vdb' snapshot='no'/>"
                                + "</disks></domainsnapshot>",
                        List.of(placed(VDA, overlay)),
                        Optional.empty(),
                        options(true, false)));
        assertThat(head(VDB)).isEqualTo(untouched);
        assertThat(snapshot(S1).mode(VDB)).isEqualTo(SnapshotMode.NO);
        assertThat(snapshot(S1).externalDisks()).containsExactly(VDA);
    }

    @Test
    void aGuestIsResumedFromItsMemory() {
        start();
        var file = fixture().file("web.s1.mem");
        perform(new MemoryStep.ReserveMemory(file));
        var bases = List.of(placed(VDA, head(VDA)), placed(VDB, head(VDB)));
        var overlays =
                List.of(
                        placed(VDA, createOverlay(VDA, "s1")),
                        placed(VDB, createOverlay(VDB, "s1")));
        perform(
                new TakeStep.TakeSnapshot(
                        S1, document(S1), overlays, Optional.of(file), options(false, false)));
        assertThat(snapshot(S1).memory()).isEqualTo(new Memory.External(file));
        assertThat(snapshot(S1).state()).isEqualTo(SnapshotState.RUNNING);
        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
        stop();
        perform(new MemoryStep.RemoveMemory(file));
        assertThat(isThere(file)).as("a snapshot names it").isTrue();
        resume(file, bases);
    }

    private void resume(Path file, List<Placement> bases) {
        var placements = new ArrayList<Placement>();
        for (var base : bases) {
            var overlay = overlay(base.disk(), "again");
            perform(
                    new ImageStep.CreateOverlay(
                            base.disk(),
                            overlay,
                            base.image(),
                            ImageFormat.QCOW2,
                            layer(base.image()).virtualSize()));
            placements.add(placed(base.disk(), overlay));
        }
        perform(
                new DomainStep.DefineDomain(
                        S1, placements, snapshot(S1).document(), domain().definition()));
        perform(new DomainStep.RestoreMemory(file, placements, true, false));
        assertThat(domain().state()).isEqualTo(RunState.PAUSED);
        assertThat(head(VDA)).isEqualTo(overlay(VDA, "again"));
    }

    // Definitions

    @Test
    void theDomainIsDefinedAsTheSnapshotHasItAndBack() {
        take(S1);
        var before = domain();
        var overlay = overlay(VDA, "again");
        var base = snapshot(S1).frozenLayer(VDA).orElseThrow();
        perform(
                new ImageStep.CreateOverlay(
                        VDA, overlay, base, ImageFormat.QCOW2, layer(base).virtualSize()));
        var step =
                new DomainStep.DefineDomain(
                        S1,
                        List.of(placed(VDA, overlay)),
                        snapshot(S1).document(),
                        before.definition());
        perform(step);
        assertThat(head(VDA)).isEqualTo(overlay);
        assertThat(head(VDB)).as("a disk without placement").isEqualTo(overlay(VDB, "s1"));
        undo(step);
        assertThat(domain().disks()).isEqualTo(before.disks());
    }

    @Test
    void aNewDefinitionIsForTheNextStart() {
        take(S1);
        start();
        var base = snapshot(S1).frozenLayer(VDA).orElseThrow();
        var overlay = overlay(VDA, "again");
        perform(
                new ImageStep.CreateOverlay(
                        VDA, overlay, base, ImageFormat.QCOW2, layer(base).virtualSize()));
        perform(
                new DomainStep.DefineDomain(
                        S1,
                        List.of(placed(VDA, overlay)),
                        snapshot(S1).document(),
                        domain().definition()));
        assertThat(head(VDA)).isEqualTo(overlay(VDA, "s1"));
        stop();
        assertThat(head(VDA)).isEqualTo(overlay);
    }

    @Test
    void aMissingImageIsPartOfTheState() {
        take(S1);
        var base = snapshot(S1).frozenLayer(VDA).orElseThrow();
        perform(new ImageStep.RemoveImage(base));
        assertThat(fixture().hypervisor().observe().missing()).containsKey(base);
        fails(new DomainStep.StartDomain(false, false));
    }
}
