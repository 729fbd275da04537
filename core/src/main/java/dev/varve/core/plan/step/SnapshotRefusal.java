package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import java.nio.file.Path;

/// Why there is no plan: the reason lies in a snapshot, or in what it keeps beside the images.
public sealed interface SnapshotRefusal extends Refusal {

    record NoSuchSnapshot(SnapshotName snapshot) implements SnapshotRefusal {
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
    record InvalidName(SnapshotName snapshot, String why) implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "invalid snapshot name '" + snapshot + "': " + why;
        }
    }

    /// A snapshot that may not hold any more what it held.
    ///
    /// @param why a clause that says what has happened to it
    record Doubtful(String what, SnapshotName snapshot, String why) implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": it may not hold any more what it held: "
                    + why
                    + "; add --force to go on with what is there";
        }
    }

    record SnapshotExists(SnapshotName snapshot) implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "operation failed: domain moment " + snapshot + " already exists";
        }
    }

    /// libvirt died while it deleted a snapshot, and what the snapshot's layers hold isn't certain.
    record DeleteCut(String what, SnapshotName snapshot, DomainRef domain)
            implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.BUSY;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": snapshot "
                    + snapshot
                    + " is being deleted; if nobody does so any more, run \"varve doctor "
                    + domain
                    + "\"";
        }
    }

    record MemoryFileExists(Path file) implements SnapshotRefusal {
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
            implements SnapshotRefusal {
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
    record NothingKept(String what) implements SnapshotRefusal {
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

    record NothingToUndo(DomainRef domain) implements SnapshotRefusal {
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

    record ManagedSaveExists(SnapshotName snapshot) implements SnapshotRefusal {
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

    record NoRollbackInfo(SnapshotName snapshot, DomainRef domain) implements SnapshotRefusal {
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

    /// libvirt's metadata says that an image holds an internal snapshot, and the image doesn't.
    record NoInternalSnapshot(String what, Path image, SnapshotName snapshot)
            implements SnapshotRefusal {
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
                    + " holds no internal snapshot "
                    + snapshot
                    + "; \"varve snapshot-delete --metadata\" forgets it";
        }
    }

    /// An image holds an internal snapshot of that name, of which libvirt doesn't know. QEMU would
    /// replace it.
    record InternalSnapshotExists(String what, Path image, SnapshotName snapshot)
            implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": "
                    + image
                    + " already holds an internal snapshot of that name, which libvirt doesn't know"
                    + " and QEMU would replace; choose another name, or remove it with \"qemu-img"
                    + " snapshot -d "
                    + snapshot
                    + "\" while no guest runs on the image";
        }
    }

    /// What the domain keeps beside its disks can't be copied, so that a revert could not put it back.
    ///
    /// @param why a clause about the store
    record StoreNotCopied(String what, StateStore store, String why) implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot %s: the %s in %s can't be copied: %s"
                    .formatted(what, store.kind().title(), store.path(), why);
        }
    }

    /// What the domain kept beside its disks can't be put back as it was.
    ///
    /// @param why a clause about the store or its copy
    record StoreNotRestored(String what, StateStore.Kind store, String why)
            implements SnapshotRefusal {
        @Override
        public Kind kind() {
            return Kind.RISKY;
        }

        @Override
        public String message() {
            return "cannot %s: the %s can't be put back: %s; --force leaves it as it is now"
                    .formatted(what, store.title(), why);
        }
    }
}
