package dev.varve.core.plan.step;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why there is no plan: the reason lies in a disk or an image.
public sealed interface ImageRefusal extends Refusal {

    /// A layer that somebody needs as it is.
    record Pinned(String what, Path layer, List<String> users) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": "
                    + layer
                    + " is needed as it is by "
                    + String.join(", ", users)
                    + (users.getFirst().startsWith("snapshot ")
                            ? "; \"varve snapshot-delete\" merges it"
                            : "");
        }
    }

    /// A directory that new images can't go into.
    record NoDirectory(String what, Path directory, String why) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "cannot " + what + ": " + directory + ": " + why;
        }
    }

    /// A file that can't be made.
    record NoFile(String what, Path file, String why) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "cannot " + what + ": cannot make " + file + ": " + why;
        }
    }

    /// A file that would be written to, or a directory from which files would be removed.
    record WriteProtected(String what, Path file, String why) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": "
                    + file
                    + " can't be written to: "
                    + why
                    + "; make it writable, and run the command again";
        }
    }

    record UnknownDisk(String name) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "unsupported configuration: no disk named '" + name + "'";
        }
    }

    /// One of several disks is meant, and it isn't said which.
    record DiskNotNamed(String what, List<DiskTarget> disks) implements ImageRefusal {
        public DiskNotNamed {
            disks = List.copyOf(disks);
        }

        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot %s: there are several disks; name one with --disk: %s"
                    .formatted(what, names(disks));
        }
    }

    /// A disk that isn't among those that it can be done to.
    record NoSuchDisk(String what, DiskTarget disk, List<DiskTarget> disks)
            implements ImageRefusal {
        public NoSuchDisk {
            disks = List.copyOf(disks);
        }

        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return disks.isEmpty()
                    ? "cannot %s: there is no disk %s, nor any other".formatted(what, disk)
                    : "cannot %s: there is no disk %s; name one with --disk: %s"
                            .formatted(what, disk, names(disks));
        }
    }

    record DiskTwice(DiskTarget disk) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "unsupported configuration: disk '" + disk + "' specified twice";
        }
    }

    /// A disk that it can't be done to.
    ///
    /// @param why a clause that says what about the disk forbids it
    record UnsuitableDisk(String what, DiskTarget disk, String why) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot " + what + ": disk " + disk + " " + why;
        }
    }

    record OverlayExists(DiskTarget disk, Path overlay) implements ImageRefusal {
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

    /// Two disks are to get one overlay.
    record OverlayTwice(DiskTarget disk, Path overlay) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "cannot put disk "
                    + disk
                    + " on "
                    + overlay
                    + ": another disk gets it; name another file with --diskspec";
        }
    }

    record BlockJobRuns(String what, DiskTarget disk) implements ImageRefusal {
        /// {@return the refusal, if a block job runs on one of the disks}
        public static Optional<Refusal> of(String what, List<Disk> disks) {
            return disks.stream()
                    .filter(Disk::busy)
                    .findFirst()
                    .map(disk -> new BlockJobRuns(what, disk.target()));
        }

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

    /// An image that is needed can't be read.
    ///
    /// @param reason why it can't be read
    record ImageMissing(String what, Path image, String reason) implements ImageRefusal {
        /// {@return the refusal, if an image of the chain of `top` isn't there or can't be read}
        public static Optional<Refusal> of(String what, HostState state, Path top) {
            return state.lacking(top)
                    .map(image ->
                            new ImageMissing(
                                    what,
                                    image,
                                    state.whyLacking(image) + cure(state, image).orElse("")));
        }

        /// {@return how to go on where an image can't be used only because nobody states its format}
        public static Optional<String> cure(HostState state, Path image) {
            if (state.recognised().containsKey(image)) {
                return Optional.of("; \"varve doctor --fix\" states it");
            }
            boolean unstated =
                    state.overlays(image).stream()
                            .flatMap(overlay -> overlay.backing().stream())
                            .anyMatch(backing -> backing.format().isEmpty());
            return unstated
                    ? Optional.of(
                            "; find out what it is, and state it with \"varve doctor --fix --format"
                                    + " FORMAT\"")
                    : Optional.empty();
        }

        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot " + what + ": image " + image + " can't be read: " + reason;
        }
    }

    /// Data would be moved into or out of an image whose tables are wrong.
    ///
    /// @param flaw what is wrong
    record Damaged(String what, Path image, String flaw) implements ImageRefusal {
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
                    + " is damaged: "
                    + flaw
                    + "; keep a copy, and mend what can be mended with \"qemu-img check -r all "
                    + image
                    + "\" while no guest runs on it";
        }
    }

    /// What would be written doesn't fit.
    ///
    /// @param needed bytes, at least
    /// @param free bytes on the file system of `directory`
    record NoRoom(String what, Path directory, long needed, long free) implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSAFE;
        }

        @Override
        public String message() {
            return "cannot %s: %s: %d MiB are missing: %d MiB are needed, and %d MiB are free; make room there"
                    .formatted(
                            what,
                            directory,
                            mebibytes(needed - free),
                            mebibytes(needed),
                            free >> 20);
        }

        private static long mebibytes(long bytes) {
            return (bytes + (1 << 20) - 1) >> 20;
        }
    }

    /// An image is needed by somebody else, who would see it change or vanish.
    ///
    /// @param users who needs it, in a few words each
    record ImageInUse(String what, Path image, List<String> users) implements ImageRefusal {
        public ImageInUse {
            users = List.copyOf(users);
        }

        /// {@return the refusal, if a guest of another domain than `domain` writes the image}
        public static Optional<Refusal> written(
                String what, HostState state, Path image, DomainRef domain) {
            var writers =
                    state.domains().stream()
                            .filter(other -> !other.ref().uuid().equals(domain.uuid()))
                            .filter(other ->
                                    other.disks().stream().anyMatch(disk -> disk.writes(image)))
                            .map(other -> "domain " + other.ref() + ", which writes it")
                            .toList();
            return writers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ImageInUse(what, image, writers));
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

    /// The domain couldn't be started any more.
    record ChainTooLong(String what, DiskTarget disk, int layers, Limits limits)
            implements ImageRefusal {
        @Override
        public Kind kind() {
            return Kind.UNSUPPORTED;
        }

        @Override
        public String message() {
            return "cannot "
                    + what
                    + ": disk "
                    + disk
                    + " would have "
                    + layers
                    + " layers, and "
                    + limits.hypervisor()
                    + " can't start a domain with more than "
                    + limits.layers()
                    + "; delete or \"varve prune\" snapshots first";
        }
    }

    private static String names(List<DiskTarget> disks) {
        return disks.stream().map(DiskTarget::name).collect(Collectors.joining(", "));
    }
}
