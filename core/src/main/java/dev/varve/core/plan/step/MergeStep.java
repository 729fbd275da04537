package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import java.nio.file.Path;
import java.util.Optional;

/// A step that moves the data of layers into their neighbour.
public sealed interface MergeStep extends Step {
    /// Moves the data of `top`, and of the layers between, down into `base`, live or off-line as the
    /// domain is then. The survivor is `base`; what `base` held is gone from the moment this starts.
    record Commit(DiskTarget disk, Path top, Path base) implements MergeStep {
        @Override
        public String describe() {
            return "commit " + top + " into " + base + " on " + disk;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Moves the data of `base`, and of the layers between, up into `top`. The survivor is `top`, whose
    /// contents stay the same at every moment, on `backing`, the layer below `base`, or on nothing.
    ///
    /// @param upper the uppermost layer whose data is moved, which `top` lies on until then; others may lie on
    ///     any of them too
    record Pull(DiskTarget disk, Path base, Path upper, Path top, Optional<Layer.Backing> backing)
            implements MergeStep {
        /// {@return the same where the disk has another target}
        public Pull of(DiskTarget other) {
            return new Pull(other, base, upper, top, backing);
        }

        @Override
        public String describe() {
            return "pull " + base + " into " + top + " on " + disk;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
