package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;

/// A step on an internal snapshot in an image.
public sealed interface InternalStep extends Step {
    /// Makes a new image that reads as an internal snapshot of another does, and holds that snapshot
    /// alone. Never replaces a file.
    record CopySnapshot(DiskTarget disk, SnapshotName snapshot, Path image, Path copy)
            implements InternalStep {
        @Override
        public String describe() {
            return "copy internal snapshot " + snapshot + " of " + image + " to " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropCopy(snapshot, copy));
        }
    }

    /// Removes a copy that nothing was written to; leaves one that reads otherwise by now.
    record DropCopy(SnapshotName snapshot, Path copy) implements InternalStep {
        @Override
        public String describe() {
            return "remove the copy " + copy;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Lets an image that nobody needs as it is read as its internal snapshot does.
    record ResetImage(DiskTarget disk, SnapshotName snapshot, Path image) implements InternalStep {
        @Override
        public String describe() {
            return "go back to internal snapshot " + snapshot + " in " + image;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Lets the active layer of a domain that is shut off read as its internal snapshot does. Performed
    /// again after a guest wrote to it, it keeps that as well, in an internal snapshot of another name.
    ///
    /// @param keep the internal snapshot that what it reads as before is kept in
    record ApplyInternal(DiskTarget disk, Path image, SnapshotName snapshot, SnapshotName keep)
            implements InternalStep {
        @Override
        public String describe() {
            return "go back to internal snapshot "
                    + snapshot
                    + " in "
                    + image
                    + ", and keep what is there as "
                    + keep;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Removes an internal snapshot from an image that no QEMU holds.
    record RemoveInternal(Path image, SnapshotName snapshot) implements InternalStep {
        @Override
        public String describe() {
            return "remove internal snapshot " + snapshot + " from " + image;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Resumes the guest from the memory that lies in its images, which read as the snapshot does. A
    /// guest that was started meanwhile goes on, and disks that it wrote to stay as they are.
    record ResumeInternal(SnapshotName name, boolean running, boolean paused)
            implements InternalStep {
        @Override
        public String describe() {
            return "resume the guest from internal snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Lets libvirt delete an internal snapshot from the active layers of a running domain, and its
    /// metadata; its children get its parent.
    record DeleteInternal(SnapshotName name) implements InternalStep {
        @Override
        public String describe() {
            return "delete internal snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
