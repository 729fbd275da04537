package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A step on a domain's definition, and its stop and start.
public sealed interface DomainStep extends Step {
    /// Defines the domain as the snapshot has it, for the next start. Disks without a placement
    /// keep the source that they have in `previous`.
    ///
    /// @param placements the sources of the disks that are reverted
    /// @param document the snapshot's metadata
    /// @param previous the definition before
    /// @param without disks that the snapshot left out, and whose images are nowhere: the domain has none of these
    ///     targets
    record DefineDomain(
            SnapshotName name,
            List<Placement> placements,
            String document,
            String previous,
            List<DiskTarget> without)
            implements DomainStep {
        public DefineDomain {
            placements = List.copyOf(placements);
            without = List.copyOf(without);
        }

        /// With all disks that the snapshot has.
        public DefineDomain(
                SnapshotName name, List<Placement> placements, String document, String previous) {
            this(name, placements, document, previous, List.of());
        }

        @Override
        public String describe() {
            return "define the domain as in snapshot "
                    + name
                    + Placement.listed(placements)
                    + omitted();
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new RestoreDefinition(previous));
        }

        private String omitted() {
            return without.isEmpty()
                    ? ""
                    : ", without "
                            + without.stream()
                                    .map(DiskTarget::name)
                                    .collect(Collectors.joining(", "));
        }
    }

    /// Defines the domain from a definition of its own, for the next start.
    record RestoreDefinition(String definition) implements DomainStep {
        @Override
        public String describe() {
            return "put back the definition of the domain";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Lets the definition for the next start name another image of the same contents. Fails
    /// while a guest runs on the old image, which it would otherwise lose at its stop.
    record RepointDomain(List<Move> moves) implements DomainStep {
        @Override
        public String describe() {
            return "let the domain name " + Move.listed(moves);
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Lets the definition name images that will be in other places, so that nobody starts the domain
    /// until they are there. Fails while a guest runs.
    ///
    /// @param previous the definition before
    record RedirectDomain(List<Move> moves, String previous) implements DomainStep {
        @Override
        public String describe() {
            return "let the domain name " + Move.listed(moves);
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new RestoreDefinition(previous));
        }
    }

    /// Stops the guest at once, without saving its memory.
    record StopDomain() implements DomainStep {
        @Override
        public String describe() {
            return "stop the guest";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Ends a QEMU whose guest has never run, which a libvirt that died left behind. Fails for one whose
    /// guest runs or has run.
    record StopUnstarted() implements DomainStep {
        @Override
        public String describe() {
            return "end the QEMU whose guest has never run";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Removes the managed save image.
    record DropManagedSave() implements DomainStep {
        @Override
        public String describe() {
            return "remove the managed save image";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Starts the domain as it is defined.
    record StartDomain(boolean paused, boolean resetNvram) implements DomainStep {
        @Override
        public String describe() {
            return paused ? "start the domain paused" : "start the domain";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Resumes the guest from its saved memory. Disks without a placement have the source that the
    /// domain's definition names.
    record RestoreMemory(Path file, List<Placement> placements, boolean paused, boolean resetNvram)
            implements DomainStep {
        @Override
        public String describe() {
            return "resume the guest from " + file;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
