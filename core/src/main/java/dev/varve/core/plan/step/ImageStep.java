package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;

/// A step on image files.
public sealed interface ImageStep extends Step {
    /// Makes an empty overlay. Never replaces a file.
    record CreateOverlay(
            DiskTarget disk, Path overlay, Path base, ImageFormat baseFormat, long virtualSize)
            implements ImageStep {
        @Override
        public String describe() {
            return "create overlay " + overlay + " on " + base;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropOverlay(overlay, base));
        }
    }

    /// Removes an overlay that nothing was written to; leaves one that holds data.
    record DropOverlay(Path overlay, Path base) implements ImageStep {
        @Override
        public String describe() {
            return "remove the empty overlay " + overlay;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Makes an independent image that reads as a layer does. Never replaces a file.
    ///
    /// @param snapshot the internal snapshot of the layer that it reads as; empty for what the layer is
    record CopyImage(
            DiskTarget disk,
            Path source,
            ImageFormat format,
            Optional<SnapshotName> snapshot,
            Path copy)
            implements ImageStep {
        @Override
        public String describe() {
            return "copy "
                    + snapshot.map(name -> "internal snapshot " + name + " in ").orElse("")
                    + source
                    + " and what it lies on to "
                    + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropImageCopy(source, format, snapshot, copy));
        }
    }

    /// Removes a copy that still reads as what it was made of. Any other file under its name stays: it is
    /// somebody's, or a guest's.
    record DropImageCopy(
            Path source, ImageFormat format, Optional<SnapshotName> snapshot, Path copy)
            implements ImageStep {
        @Override
        public String describe() {
            return "remove the copy " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Copies an image's file as it is, but for what it lies on. Never replaces a file.
    ///
    /// @param backing what the copy lies on
    record CopyLayer(DiskTarget disk, Path image, Path copy, Optional<Layer.Backing> backing)
            implements ImageStep {
        @Override
        public String describe() {
            return "copy " + image + " to " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropLayerCopy(image, copy));
        }
    }

    /// Removes the copy of an image's file that still holds what the image does. Any other file stays.
    record DropLayerCopy(Path image, Path copy) implements ImageStep {
        @Override
        public String describe() {
            return "remove the copy " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Lets an overlay that no QEMU holds name another backing image of the same contents.
    record RepointOverlay(Path overlay, Path from, Path to, ImageFormat format)
            implements ImageStep {
        @Override
        public String describe() {
            return "set the backing file of " + overlay + " to " + to;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Writes into an overlay's header of what format its backing image is, where it doesn't say so.
    record StateFormat(Path overlay, Path backing, ImageFormat format) implements ImageStep {
        @Override
        public String describe() {
            return "state in "
                    + overlay
                    + " that its backing file "
                    + backing
                    + " is "
                    + format.formatName();
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Removes an image that nothing reaches. Checked again right before.
    record RemoveImage(Path image) implements ImageStep {
        @Override
        public String describe() {
            return "remove " + image;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
