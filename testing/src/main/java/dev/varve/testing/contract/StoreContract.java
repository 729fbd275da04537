package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every hypervisor does with what a domain keeps beside its disks.
public abstract class StoreContract extends ContractHost {
    /// A host with domains that have NVRAM and a TPM.
    public interface StoreFixture extends Fixture {
        /// Makes the domain one that has NVRAM and a TPM, and has been started before.
        void addStores(dev.varve.core.model.DomainRef domain);

        /// Lets a store, or the copy of one, hold something else. No guest runs.
        void store(Path file, String contents);

        /// {@return what tells whether two stores or copies hold the same}
        String stored(Path file);
    }

    private final List<String> notes = new ArrayList<>();

    /// For those who owe it.
    protected StoreContract() {}

    @Override
    protected abstract StoreFixture open();

    private StoreFixture stores() {
        return (StoreFixture) fixture();
    }

    @BeforeEach
    void addStores() {
        stores().addStores(web);
    }

    private Path store(StateStore.Kind kind) {
        return domain().store(kind).orElseThrow().path();
    }

    private Path copy(StateStore.Kind kind) {
        return fixture().file("web.s1." + kind.ending());
    }

    private Step copying(StateStore.Kind kind) {
        return new StoreStep.CopyStore(kind, store(kind), copy(kind));
    }

    private Step restoring(StateStore.Kind kind) {
        return new StoreStep.RestoreStore(kind, copy(kind), store(kind), Optional.empty());
    }

    private void performNoting(Step step) {
        fixture()
                .hypervisor()
                .perform(
                        web,
                        step,
                        new Progress() {
                            @Override
                            public void advanced(long done, long total) {}

                            @Override
                            public void note(String text) {
                                notes.add(text);
                            }
                        });
    }

    @ParameterizedTest
    @EnumSource
    void aStoreIsSeen(StateStore.Kind kind) {
        var seen = domain().store(kind).orElseThrow();
        assertThat(seen.present()).isTrue();
        assertThat(seen.whyNotCopied(true)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aStoreIsCopied(StateStore.Kind kind) {
        perform(copying(kind));
        assertThat(isThere(copy(kind))).isTrue();
        assertThat(stores().stored(copy(kind))).isEqualTo(stores().stored(store(kind)));
    }

    @ParameterizedTest
    @EnumSource
    void aStoreIsCopiedWhileAGuestRuns(StateStore.Kind kind) {
        var store = store(kind);
        perform(new DomainStep.StartDomain(true, false));
        assertThat(store(kind)).isEqualTo(store);
        perform(copying(kind));
        performNoting(new StoreStep.CompareStore(kind, store(kind), copy(kind)));
        assertThat(notes).isEmpty();
        assertThat(stores().stored(copy(kind))).isEqualTo(stores().stored(store(kind)));
    }

    @ParameterizedTest
    @EnumSource
    void aCopyNeverChanges(StateStore.Kind kind) {
        perform(copying(kind));
        var held = stores().stored(copy(kind));
        stores().store(store(kind), "later");
        perform(copying(kind));
        assertThat(stores().stored(copy(kind))).isEqualTo(held);
        performNoting(new StoreStep.CompareStore(kind, store(kind), copy(kind)));
        assertThat(notes).hasSize(1).first().asString().contains(kind.title());
    }

    @ParameterizedTest
    @EnumSource
    void aStoreIsPutBack(StateStore.Kind kind) {
        perform(copying(kind));
        var held = stores().stored(store(kind));
        stores().store(store(kind), "later");
        perform(restoring(kind));
        assertThat(stores().stored(store(kind))).isEqualTo(held);
        assertThat(stores().stored(copy(kind))).isEqualTo(held);
        start();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasPutBackIsTakenBack(StateStore.Kind kind) {
        perform(copying(kind));
        stores().store(store(kind), "later");
        var later = stores().stored(store(kind));
        var kept = fixture().file("web.kept." + kind.ending());
        perform(new StoreStep.CopyStore(kind, store(kind), kept));
        var step = new StoreStep.RestoreStore(kind, copy(kind), store(kind), Optional.of(kept));
        perform(step);
        undo(step);
        assertThat(stores().stored(store(kind))).isEqualTo(later);
    }

    @ParameterizedTest
    @EnumSource
    void aStoreIsNotTakenFromARunningGuest(StateStore.Kind kind) {
        perform(copying(kind));
        stores().store(copy(kind), "other");
        perform(new DomainStep.StartDomain(true, false));
        var held = stores().stored(store(kind));
        performNoting(restoring(kind));
        assertThat(notes).hasSize(1).first().asString().contains("not put back");
        assertThat(stores().stored(store(kind))).isEqualTo(held);
    }

    @ParameterizedTest
    @EnumSource
    void aCopyThatIsGoneIsNoneToPutBack(StateStore.Kind kind) {
        var held = stores().stored(store(kind));
        fails(restoring(kind));
        assertThat(stores().stored(store(kind))).isEqualTo(held);
    }

    @ParameterizedTest
    @EnumSource
    void aCopyIsRemovedWhenNoSnapshotNamesIt(StateStore.Kind kind) {
        take(S1);
        perform(copying(kind));
        var none = Annotations.none();
        var noted = none.withCopy(kind, new StoreCopy(copy(kind), store(kind)));
        perform(new SnapshotStep.Annotate(S1, noted, none));
        perform(new StoreStep.RemoveStoreCopy(copy(kind)));
        assertThat(isThere(copy(kind))).as("a snapshot names it").isTrue();
        perform(new SnapshotStep.Annotate(S1, none, noted));
        undo(copying(kind));
        assertThat(isThere(copy(kind))).isFalse();
    }

    @Test
    void aMissingCopyIsSaid() {
        take(S1);
        var kind = StateStore.Kind.NVRAM;
        var noted = Annotations.none().withCopy(kind, new StoreCopy(copy(kind), store(kind)));
        perform(new SnapshotStep.Annotate(S1, noted, Annotations.none()));
        assertThat(fixture().hypervisor().observe().missing()).containsKey(copy(kind));
    }
}
