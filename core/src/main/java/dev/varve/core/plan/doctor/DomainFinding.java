package dev.varve.core.plan.doctor;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is wrong with a domain, or in its way.
public sealed interface DomainFinding extends Finding {
    /// A block job runs, or waits for its end, and it isn't an operation's of Varve's.
    ///
    /// @param lost the snapshots whose frozen layers it writes
    record BlockJobLeft(
            String domain,
            DiskTarget disk,
            Optional<Path> into,
            boolean ready,
            List<SnapshotName> lost)
            implements DomainFinding {
        public BlockJobLeft {
            lost = List.copyOf(lost);
        }

        @Override
        public String message() {
            return "a block job "
                    + (ready ? "has copied everything and waits for its end" : "runs")
                    + " on "
                    + disk
                    + into.map(path -> ", into " + path).orElse("")
                    + ": snapshots can't be taken, deleted or reverted to"
                    + (lost.isEmpty()
                            ? ""
                            : "; what it writes was frozen by "
                                    + String.join(
                                            ", ", lost.stream().map(SnapshotName::value).toList())
                                    + ", lost on this disk whatever becomes of the job");
        }

        @Override
        public String advice() {
            var job = "\"virsh blockjob " + domain + " " + disk;
            return ready
                    ? "if nobody waits for it, end it with "
                            + job
                            + " --pivot\", or give it up with "
                            + job
                            + " --abort\": what the guest wrote is kept either way"
                    : "wait for it, or give it up with " + job + " --abort\"";
        }
    }

    /// A guest runs that libvirt doesn't know of.
    ///
    /// @param moves the heads that the definition names, and what the guest writes in their place, after
    ///     a commit
    record GuestLost(long process, List<Move> moves) implements DomainFinding {
        public GuestLost {
            moves = List.copyOf(moves);
        }

        @Override
        public String message() {
            return "process "
                    + process
                    + " runs the guest, though libvirt takes the domain for shut off: nothing can be"
                    + " done with the domain until it ends"
                    + (moves.isEmpty()
                            ? ""
                            : "; it writes to "
                                    + String.join(
                                            ", ", moves.stream().map(m -> "" + m.to()).toList())
                                    + ", and the next start would be on what was merged into that"
                                    + " before, which spoils both");
        }

        @Override
        public String advice() {
            return moves.isEmpty()
                    ? "shut the guest down from inside it, or end the process"
                    : "let the domain name what its guest writes";
        }

        @Override
        public List<Step> mend() {
            return moves.isEmpty() ? List.of() : List.of(new DomainStep.RepointDomain(moves));
        }
    }

    /// A QEMU is there whose guest has never run.
    record Unstarted(String domain) implements DomainFinding {
        @Override
        public String message() {
            return "the guest has never run since its QEMU was started: either somebody started it paused, or"
                    + " libvirt ended while it worked on a domain that is shut off";
        }

        @Override
        public String advice() {
            return "\"virsh destroy "
                    + domain
                    + "\" ends it and loses nothing, \"virsh resume "
                    + domain
                    + "\" starts the guest";
        }
    }

    /// A managed save image keeps snapshots from being taken and deleted.
    ///
    /// @param stale disks for which it names another image than the definition does
    record ManagedSave(String domain, List<DiskTarget> stale) implements DomainFinding {
        public ManagedSave {
            stale = List.copyOf(stale);
        }

        @Override
        public String message() {
            if (!stale.isEmpty()) {
                return "there is a managed save image that names other images than the definition, for "
                        + stale
                        + ": the next start would go on with those, and write to layers that snapshots"
                        + " may have frozen since";
            }
            return "there is a managed save image, which names the present layers: snapshots can't be"
                    + " taken, deleted or reverted to without --force";
        }

        @Override
        public String advice() {
            if (!stale.isEmpty()) {
                return "run \"virsh managedsave-remove "
                        + domain
                        + "\": what is in the guest's memory is lost";
            }
            return "start the domain, or run \"virsh managedsave-remove " + domain + "\"";
        }
    }
}
