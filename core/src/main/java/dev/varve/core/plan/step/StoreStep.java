package dev.varve.core.plan.step;

import dev.varve.core.model.StateStore;
import java.nio.file.Path;
import java.util.Optional;

/// A step on what a domain keeps beside its disks: its NVRAM and the state of its TPM.
public sealed interface StoreStep extends Step {
    /// Copies what a domain keeps beside its disks, as it is at one moment, also while a guest writes
    /// it. Never replaces a file: one that is there is the copy of an attempt that was cut, since the
    /// plan chose a free name.
    record CopyStore(StateStore.Kind kind, Path store, Path copy) implements StoreStep {
        @Override
        public String describe() {
            return "copy the " + kind.title() + " to " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new RemoveStoreCopy(copy));
        }
    }

    /// Says so where a guest has written to the store since it was copied.
    record CompareStore(StateStore.Kind kind, Path store, Path copy) implements StoreStep {
        @Override
        public String describe() {
            return "see whether the guest changed its " + kind.title();
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Removes the copy of a store, unless a snapshot still names it.
    record RemoveStoreCopy(Path copy) implements StoreStep {
        @Override
        public String describe() {
            return "remove the copy " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Puts a copy in the place of the store. Does nothing but say so where a guest runs: it has the
    /// store open, and what it has written there would be lost.
    ///
    /// @param kept the copy of what is replaced; empty where that isn't kept
    record RestoreStore(StateStore.Kind kind, Path copy, Path store, Optional<Path> kept)
            implements StoreStep {
        @Override
        public String describe() {
            return "put back the " + kind.title() + " from " + copy;
        }

        @Override
        public Reversal reversal() {
            return kept.<Reversal>map(before ->
                            new Reversal.By(
                                    new RestoreStore(kind, before, store, Optional.empty())))
                    .orElseGet(Reversal.OneWay::new);
        }
    }
}
