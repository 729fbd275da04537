package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.step.SnapshotStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// How every hypervisor keeps the metadata of snapshots. An adapter's test extends this class and says
/// how its host is made.
public abstract class MetadataContract extends ContractHost {
    /// For those who owe it.
    protected MetadataContract() {}

    @Test
    void theMetadataOfASnapshotIsRemovedAndPutBack() {
        take(S1);
        take(S2);
        var gone = snapshot(S1);
        perform(new SnapshotStep.ForgetSnapshot(S1, gone.document(), List.of(S2), false));
        assertThat(domain().snapshots()).hasSize(1);
        assertThat(snapshot(S2).parent()).isEmpty();
        assertThat(domain().current()).contains(S2);
        perform(new SnapshotStep.RestoreSnapshot(S1, gone.document(), List.of(S2), false));
        assertThat(alike(snapshot(S1))).isEqualTo(alike(gone));
        assertThat(snapshot(S2).parent()).contains(S1);
        assertThat(domain().current()).contains(S2);
    }

    @Test
    void theParentOfACurrentSnapshotThatIsForgottenIsTheCurrentOne() {
        take(S1);
        take(S2);
        var gone = snapshot(S2);
        perform(new SnapshotStep.ForgetSnapshot(S2, gone.document(), List.of(), true));
        assertThat(domain().current()).contains(S1);
        perform(new SnapshotStep.RestoreSnapshot(S2, gone.document(), List.of(), true));
        assertThat(domain().current()).contains(S2);
    }

    @Test
    void thePresentStateIsRecordedAsASnapshot() {
        take(S1);
        var disks =
                List.of(
                        new SnapshotDisk(
                                VDA, SnapshotMode.EXTERNAL, Optional.of(overlay(VDA, "kept"))),
                        new SnapshotDisk(VDB, SnapshotMode.NO, Optional.empty()));
        var step =
                new SnapshotStep.RecordSnapshot(
                        S2,
                        Optional.of(S1),
                        SnapshotState.SHUTOFF,
                        1_700_000_000,
                        "left behind",
                        disks,
                        List.of(placed(VDA, head(VDA))),
                        domain().definition(),
                        Annotations.none().withTags(Set.of("kept")));
        perform(step);
        assertThat(snapshot(S2).parent()).contains(S1);
        assertThat(snapshot(S2).description()).isEqualTo("left behind");
        assertThat(snapshot(S2).creationTime()).isEqualTo(1_700_000_000);
        assertThat(snapshot(S2).annotations().tags()).containsExactly("kept");
        assertThat(snapshot(S2).frozenLayer(VDA)).contains(head(VDA));
        assertThat(snapshot(S2).externalDisks()).containsExactly(VDA);
        assertThat(domain().current()).contains(S1);
        undo(step);
        assertThat(domain().snapshots()).hasSize(1);
    }

    @Test
    void aSnapshotIsMadeTheCurrentOneAndBack() {
        take(S1);
        take(S2);
        var before = snapshot(S1);
        var step =
                new SnapshotStep.SelectSnapshot(
                        S1,
                        List.of(placed(VDA, overlay(VDA, "again"))),
                        true,
                        before.document(),
                        Optional.of(S2));
        perform(step);
        assertThat(domain().current()).contains(S1);
        assertThat(snapshot(S1).disks()).isEqualTo(before.disks());
        undo(step);
        assertThat(domain().current()).contains(S2);
        assertThat(alike(snapshot(S1))).isEqualTo(alike(before));
    }

    @Test
    void aLeafThatIsMadeTheCurrentOneNamesTheNewOverlays() {
        take(S1);
        perform(
                new SnapshotStep.SelectSnapshot(
                        S1,
                        List.of(placed(VDA, overlay(VDA, "again"))),
                        false,
                        snapshot(S1).document(),
                        Optional.of(S1)));
        assertThat(snapshot(S1).disks())
                .contains(
                        new SnapshotDisk(
                                VDA, SnapshotMode.EXTERNAL, Optional.of(overlay(VDA, "again"))));
    }

    private StoreCopy copy(String name) {
        return new StoreCopy(fixture().file(name), fixture().file("the store's & own"));
    }

    @Test
    void annotationsAreNotedAndForgotten() {
        take(S1);
        var noted =
                new Annotations(
                        new TreeSet<>(Set.of(head(VDA))),
                        Optional.of("it's \"needed\" & <held>"),
                        new TreeSet<>(Set.of("weekly", "offsite")),
                        Optional.of("nightly"),
                        Optional.of(Instant.parse("2026-11-25T07:28:45Z")),
                        Optional.of(
                                new Group(
                                        "before 'it'",
                                        List.of(web, new DomainRef(new UUID(1, 2), "d&b")))),
                        Optional.of(copy("web.s1.nvram")),
                        Optional.of(copy("web.s1.tpm-2")));
        var step = new SnapshotStep.Annotate(S1, noted, Annotations.none());
        perform(step);
        assertThat(snapshot(S1).annotations()).isEqualTo(noted);
        undo(step);
        assertThat(snapshot(S1).annotations()).isEqualTo(Annotations.none());
    }

    @Test
    void aSnapshotIsDescribedAndBack() {
        take(S1);
        var step =
                new SnapshotStep.Describe(S1, "before <the> upgrade", snapshot(S1).description());
        perform(step);
        assertThat(snapshot(S1).description()).isEqualTo("before <the> upgrade");
        undo(step);
        assertThat(snapshot(S1).description()).isEmpty();
    }

    /// A snapshot without its document, whose text may differ where it means the same.
    private static List<Object> alike(Snapshot s) {
        return List.of(
                s.name(),
                s.parent(),
                s.state(),
                s.creationTime(),
                s.description(),
                s.memory(),
                s.disks(),
                s.revertDisks(),
                s.domainDisks(),
                s.restorable(),
                s.annotations());
    }
}
