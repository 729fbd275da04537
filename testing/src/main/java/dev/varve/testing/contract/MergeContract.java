package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How every hypervisor merges layers. An adapter's test extends this class and says how its host is
/// made.
public abstract class MergeContract extends ContractHost {
    /// For those who owe it.
    protected MergeContract() {}

    /// `base <-- s1`, with data in each layer.
    private String grow(SnapshotName name, int value) {
        take(name);
        fixture().write(head(VDA), value);
        return fixture().digest(head(VDA));
    }

    @Test
    void theActiveLayerIsCommittedOffLine() {
        var base = head(VDA);
        var contents = grow(S1, 3);
        var top = head(VDA);
        perform(new MergeStep.Commit(VDA, top, base));
        perform(new DomainStep.RepointDomain(List.of(new Move(VDA, top, base, ImageFormat.QCOW2))));
        perform(new ImageStep.RemoveImage(top));
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(fixture().digest(base)).isEqualTo(contents);
    }

    @Test
    void theActiveLayerOfARunningDomainIsCommittedAndPivoted() {
        var base = head(VDA);
        var contents = grow(S1, 3);
        var top = head(VDA);
        start();
        perform(new MergeStep.Commit(VDA, top, base));
        perform(new DomainStep.RepointDomain(List.of(new Move(VDA, top, base, ImageFormat.QCOW2))));
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(domain().disk(VDA).orElseThrow().busy()).isFalse();
        assertThat(domain().disks()).isEqualTo(domain().nextDisks());
        stop();
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(fixture().digest(base)).isEqualTo(contents);
    }

    /// Somebody has moved the disk to another bus since the plan was made.
    @Test
    void aDiskIsFoundByItsImageUnderAnotherTarget() {
        var then = new DiskTarget("sda");
        var base = head(VDA);
        var contents = grow(S1, 3);
        var top = head(VDA);
        start();
        perform(new MergeStep.Commit(then, top, base));
        assertThat(head(VDA)).isEqualTo(base);
        stop();
        assertThat(fixture().digest(base)).isEqualTo(contents);
        var newer = grow(S2, 4);
        var second = head(VDA);
        perform(new MergeStep.Commit(then, second, base));
        perform(
                new DomainStep.RepointDomain(
                        List.of(new Move(then, second, base, ImageFormat.QCOW2))));
        perform(new ImageStep.RemoveImage(second));
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(fixture().digest(base)).isEqualTo(newer);
    }

    /// Whichever of the two files is left in the end.
    @Test
    void anOverlayThatHoldsMoreIsCommittedOffLine() {
        var base = head(VDA);
        for (int cluster = 1; cluster <= 4; cluster++) {
            fixture().write(base, cluster);
        }
        var below = layer(base).backing();
        take(S1);
        for (int cluster = 3; cluster <= 12; cluster++) {
            fixture().write(head(VDA), cluster);
        }
        var contents = fixture().digest(head(VDA));
        var top = head(VDA);
        perform(new MergeStep.Commit(VDA, top, base));
        assertThat(layer(top).below()).contains(base);
        assertThat(layer(base).backing()).isEqualTo(below);
        assertThat(fixture().digest(top)).isEqualTo(contents);
        assertThat(fixture().digest(base)).isEqualTo(contents);
        fixture().write(top, 13);
        var newer = fixture().digest(top);
        perform(new MergeStep.Commit(VDA, top, base));
        assertThat(fixture().digest(base)).isEqualTo(newer);
        perform(new DomainStep.RepointDomain(List.of(new Move(VDA, top, base, ImageFormat.QCOW2))));
        perform(new ImageStep.RemoveImage(top));
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(fixture().digest(base)).isEqualTo(newer);
    }

    /// A guest that was switched to the base may have written there since.
    @Test
    void aCommitThatWasDoneIsNotDoneAgain() {
        var base = head(VDA);
        grow(S1, 3);
        var top = head(VDA);
        perform(new MergeStep.Commit(VDA, top, base));
        perform(new DomainStep.RepointDomain(List.of(new Move(VDA, top, base, ImageFormat.QCOW2))));
        fixture().write(base, 3);
        fixture().write(base, 4);
        var newer = fixture().digest(base);
        perform(new MergeStep.Commit(VDA, top, base));
        assertThat(fixture().digest(base)).isEqualTo(newer);
    }

    @Test
    void anInnerLayerIsCommittedOffLine() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        commitMiddle(base, middle);
        assertThat(fixture().digest(head(VDA))).isEqualTo(contents);
    }

    @Test
    void anInnerLayerOfARunningDomainIsCommitted() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        start();
        commitMiddle(base, middle);
        assertThat(domain().disk(VDA).orElseThrow().busy()).isFalse();
        stop();
        assertThat(fixture().digest(head(VDA))).isEqualTo(contents);
    }

    private void commitMiddle(Path base, Path middle) {
        var top = head(VDA);
        perform(new MergeStep.Commit(VDA, middle, base));
        perform(new ImageStep.RepointOverlay(top, middle, base, ImageFormat.QCOW2));
        perform(
                new SnapshotStep.RepointSnapshot(
                        S2, List.of(new Move(VDA, middle, base, ImageFormat.QCOW2))));
        perform(new ImageStep.RemoveImage(middle));
        assertThat(head(VDA)).isEqualTo(top);
        assertThat(layer(top).below()).contains(base);
        assertThat(snapshot(S2).frozenLayer(VDA)).contains(base);
    }

    @Test
    void aLayerIsPulledOffLine() {
        var base = head(VDA);
        var contents = grow(S1, 3);
        var top = head(VDA);
        perform(new MergeStep.Pull(VDA, base, base, top, Optional.empty()));
        perform(new ImageStep.RemoveImage(base));
        assertThat(layer(top).backing()).isEmpty();
        assertThat(fixture().digest(top)).isEqualTo(contents);
    }

    /// What else lies on it holds data where the layer that is pulled and the one above have none.
    @Test
    void aLayerThatOthersLieOnIsPulledOffLine() {
        var base = head(VDA);
        var contents = grow(S1, 3);
        var other = fixture().file("other");
        perform(
                new ImageStep.CreateOverlay(
                        VDA, other, base, ImageFormat.QCOW2, layer(base).virtualSize()));
        fixture().write(other, 4);
        var others = fixture().digest(other);
        var top = head(VDA);
        perform(new MergeStep.Pull(VDA, base, base, top, Optional.empty()));
        assertThat(layer(top).backing()).isEmpty();
        assertThat(fixture().digest(top)).isEqualTo(contents);
        assertThat(fixture().digest(other)).isEqualTo(others);
    }

    @Test
    void aLayerIsPulledIntoTheOneThatARunningDomainWrites() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        var top = head(VDA);
        start();
        var backing = new Layer.Backing(base, Optional.of(ImageFormat.QCOW2));
        perform(new MergeStep.Pull(VDA, middle, middle, top, Optional.of(backing)));
        assertThat(domain().disk(VDA).orElseThrow().busy()).isFalse();
        stop();
        assertThat(layer(top).below()).contains(base);
        assertThat(fixture().digest(top)).isEqualTo(contents);
    }

    @Test
    void aRunIsCommittedAtOnceOffLine() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        commitRun(base, middle);
        assertThat(fixture().digest(base)).isEqualTo(contents);
    }

    @Test
    void aRunOfARunningDomainIsCommittedAtOnce() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        start();
        commitRun(base, middle);
        assertThat(domain().disk(VDA).orElseThrow().busy()).isFalse();
        stop();
        assertThat(head(VDA)).isEqualTo(base);
        assertThat(fixture().digest(base)).isEqualTo(contents);
    }

    private void commitRun(Path base, Path middle) {
        var top = head(VDA);
        perform(new MergeStep.Commit(VDA, top, base));
        perform(new DomainStep.RepointDomain(List.of(new Move(VDA, top, base, ImageFormat.QCOW2))));
        perform(new ImageStep.RemoveImage(top));
        perform(new ImageStep.RemoveImage(middle));
        assertThat(head(VDA)).isEqualTo(base);
    }

    @Test
    void aRunIsPulledAtOnceOffLine() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        pullRun(base, middle);
        assertThat(fixture().digest(head(VDA))).isEqualTo(contents);
    }

    @Test
    void aRunOfARunningDomainIsPulledAtOnce() {
        var base = head(VDA);
        grow(S1, 3);
        var middle = head(VDA);
        var contents = grow(S2, 4);
        start();
        pullRun(base, middle);
        assertThat(domain().disk(VDA).orElseThrow().busy()).isFalse();
        stop();
        assertThat(fixture().digest(head(VDA))).isEqualTo(contents);
    }

    private void pullRun(Path base, Path middle) {
        var top = head(VDA);
        perform(new MergeStep.Pull(VDA, base, middle, top, Optional.empty()));
        assertThat(layer(top).backing()).isEmpty();
        perform(new ImageStep.RemoveImage(middle));
        perform(new ImageStep.RemoveImage(base));
    }
}
