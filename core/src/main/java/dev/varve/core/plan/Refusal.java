package dev.varve.core.plan;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Why there is no plan, with the evidence. Nothing has been touched.
public sealed interface Refusal extends Planned {
    /// What kind of reason it is, for exit codes and for callers that go on.
    enum Kind {
        NOT_FOUND,
        INVALID,
        UNSUPPORTED,
        BUSY,
        /// May be overridden by `--force`.
        RISKY,
        UNSAFE
    }

    /// {@return the kind of reason}
    Kind kind();

    /// {@return one line: what can't be done, to what, why, and what to do next}
    String message();

    record NoSuchDomain(DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "Domain not found: no domain with matching name '" + domain.name() + "'";
        }
    }

    record NoSuchSnapshot(SnapshotName snapshot) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "Domain snapshot not found: no domain snapshot with matching name '"
                    + snapshot
                    + "'";
        }
    }

    /// A name that libvirt can't keep.
    ///
    /// @param why what a name must not have
    record InvalidName(SnapshotName snapshot, String why) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "invalid snapshot name '" + snapshot + "': " + why;
        }
    }

    record SnapshotExists(SnapshotName snapshot) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "operation failed: domain moment " + snapshot + " already exists";
        }
    }

    record UnknownDisk(String name) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "unsupported configuration: no disk named '" + name + "'";
        }
    }

    record DiskTwice(DiskTarget disk) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "unsupported configuration: disk '" + disk + "' specified twice";
        }
    }

    /// The document or the combination of options makes no sense.
    record InvalidRequest(String message) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }
    }

    /// A disk that it can't be done to.
    ///
    /// @param why a clause that says what about the disk forbids it
    record UnsuitableDisk(String what, DiskTarget disk, String why) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot " + what + ": disk " + disk + " " + why;
        }
    }

    record OverlayExists(DiskTarget disk, Path overlay) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "unsupported configuration: external snapshot file for disk "
                    + disk
                    + " already exists and is not a block device: "
                    + overlay;
        }
    }

    record MemoryFileExists(Path file) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot save the guest's memory to "
                    + file
                    + ": the file exists; name another with --memspec, or remove it if no snapshot"
                    + " needs it";
        }
    }

    record Held(String what, DomainRef domain, SnapshotName snapshot, String reason)
            implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": snapshot "
                    + snapshot
                    + " is held ("
                    + reason
                    + "); run \"varve release "
                    + domain
                    + " "
                    + snapshot
                    + "\" first";
        }
    }

    /// Rules that keep nothing are a mistake more often than a wish.
    record NothingKept(String what) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": the rules would keep none; delete them by name if that is meant";
        }
    }

    record NothingToUndo(DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "cannot undo the last revert of "
                    + domain
                    + ": there is no snapshot of a state that a revert left behind";
        }
    }

    record SuspendedToMemory(String what, DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": the guest of "
                    + domain
                    + " is suspended to memory; wake it with \"virsh dompmwakeup "
                    + domain
                    + "\" first";
        }
    }

    record BlockJobRuns(String what, DiskTarget disk) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.BUSY;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": a block job runs on disk "
                    + disk
                    + "; wait for it or abort it first";
        }
    }

    record ManagedSaveExists(SnapshotName snapshot) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.RISKY;
        }

        @Override
        public String message() {
            return "revert requires force: snapshot without memory state, removal of existing"
                    + " managed saved state strongly recommended to avoid corruption";
        }
    }

    record NoRollbackInfo(SnapshotName snapshot, DomainRef domain) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "revert requires force: snapshot '"
                    + snapshot
                    + "' lacks domain '"
                    + domain
                    + "' rollback info";
        }
    }

    /// An image that is needed can't be read.
    ///
    /// @param reason why it can't be read
    record ImageMissing(String what, Path image, String reason) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot " + what + ": image " + image + " can't be read: " + reason;
        }
    }

    /// An image is needed by somebody else, who would see it change or vanish.
    ///
    /// @param users who needs it, in a few words each
    record ImageInUse(String what, Path image, List<String> users) implements Refusal {
        public ImageInUse {
            users = List.copyOf(users);
        }

        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": "
                    + image
                    + " is needed by "
                    + users.stream().collect(Collectors.joining(", "));
        }
    }

    /// What this version of the planner can't do yet.
    ///
    /// @param instead what the user can do
    record NotYet(String what, String why, String instead) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot " + what + ": " + why + "; " + instead;
        }
    }
}
