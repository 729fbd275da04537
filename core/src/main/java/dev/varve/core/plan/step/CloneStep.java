package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A step that defines a new domain as a snapshot has it, or undefines it.
public sealed interface CloneStep extends Step {
    /// Defines a new domain as the snapshot has it, with a name, a UUID, addresses and images of its own.
    ///
    /// @param made the new domain
    /// @param document the snapshot's metadata
    /// @param placements its images; other disks are the origin's
    /// @param nvram its NVRAM, where there is one
    record DefineClone(
            DomainRef made,
            SnapshotName snapshot,
            String document,
            List<Placement> placements,
            Optional<Path> nvram)
            implements CloneStep {
        @Override
        public String describe() {
            return "define domain "
                    + made
                    + " as in snapshot "
                    + snapshot
                    + Placement.listed(placements);
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new UndefineClone(made, Optional.empty()));
        }
    }

    /// Defines a new domain and lets it go on with the memory of the snapshot that it is made of. One that is
    /// defined and doesn't run is left as it is: a guest may have written to its disks, which then don't fit the
    /// memory any more.
    ///
    /// @param memory the snapshot's
    /// @param copy the file in which the memory bears the new name, for the moment; nobody else's
    record ResumeClone(DefineClone define, Path memory, Path copy, boolean paused)
            implements CloneStep {
        @Override
        public String describe() {
            return define.describe() + ", and go on with the memory in " + memory;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new UndefineClone(define.made(), Optional.of(copy)));
        }
    }

    /// Undefines a domain that the operation defined, unless somebody uses it by now.
    ///
    /// @param memory the file in which its memory bore its name
    record UndefineClone(DomainRef made, Optional<Path> memory) implements CloneStep {
        @Override
        public String describe() {
            return "undefine domain " + made;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }
}
