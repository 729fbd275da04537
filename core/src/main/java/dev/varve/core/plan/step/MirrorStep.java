package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;

/// A step on a copy of an active layer, which its guest writes meanwhile.
public sealed interface MirrorStep extends Step {
    /// Copies the active layer of a disk while its guest writes to it. Never replaces a file but what this
    /// step has made before, or what the user gave it.
    ///
    /// With `PIVOTED` the guest and the definition go on with the copy; of a domain that has been shut off
    /// meanwhile the file is copied. With any other end that fails.
    ///
    /// @param backing what the copy lies on, which reads as what the active layer lies on
    record MirrorHead(
            DiskTarget disk,
            Path head,
            Path copy,
            ImageFormat format,
            Optional<Layer.Backing> backing,
            MirrorOptions options,
            MirrorEnd end)
            implements MirrorStep {
        @Override
        public String describe() {
            return "copy the active layer " + head + " to " + copy + end.clause();
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropMirror(disk, head, copy));
        }
    }

    /// Ends the copying of an active layer and removes the copy, if it was made by that. Fails where the
    /// domain is on it.
    record DropMirror(DiskTarget disk, Path head, Path copy) implements MirrorStep {
        @Override
        public String describe() {
            return "remove the copy " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Lets a copy be the user's: nothing removes it any more.
    record KeepCopy(Path copy) implements MirrorStep {
        @Override
        public String describe() {
            return "keep the copy " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
