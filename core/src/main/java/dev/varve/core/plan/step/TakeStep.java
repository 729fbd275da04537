package dev.varve.core.plan.step;

import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A step that takes a snapshot of a domain as it is at that moment, or takes it back.
public sealed interface TakeStep extends Step {
    /// Takes the snapshot: switches every disk to its overlay at one moment.
    ///
    /// @param document the `<domainsnapshot>` that the user gave
    /// @param overlays the prepared overlays; disks not among them are left to `document`
    record TakeSnapshot(
            SnapshotName name,
            String document,
            List<Placement> overlays,
            Optional<Path> memory,
            TakeOptions options)
            implements TakeStep {
        @Override
        public String describe() {
            return "take snapshot " + name + Placement.listed(overlays);
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Final();
        }
    }

    /// Takes a snapshot of one domain of several, of which all get one or none does: so there is a
    /// way back.
    ///
    /// @param moves from each overlay back to the layer below it
    record TakeMember(TakeSnapshot take, List<Move> moves) implements TakeStep {
        @Override
        public String describe() {
            return take.describe();
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new UntakeSnapshot(take.name(), moves));
        }
    }

    /// Takes a snapshot back that may have been taken: its metadata goes, and what was written to its
    /// overlays since goes down into the layers that it had frozen, which the domain goes on with.
    /// Nothing that a guest wrote is lost.
    ///
    /// @param moves from each overlay back to the layer below it
    record UntakeSnapshot(SnapshotName name, List<Move> moves) implements TakeStep {
        @Override
        public String describe() {
            return "take back snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }
}
