package dev.varve.core.plan;

import dev.varve.core.model.DiskTarget;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Something about a domain's images or snapshots that is wrong, or will be.
public sealed interface Finding {
    /// {@return what is the matter, and what it means for the user}
    String message();

    /// {@return what to do about it}
    String advice();

    /// {@return the step that mends it; empty where that is for a person to decide}
    default Optional<Step> mend() {
        return Optional.empty();
    }

    /// {@return its word in JSON: `format-not-stated`}
    default String word() {
        return switch (this) {
            case FormatNotStated _ -> "format-not-stated";
            case ImageMissing _ -> "image-missing";
            case Unmergeable _ -> "unmergeable";
            case Dirty _ -> "dirty";
            case LongChain _ -> "long-chain";
            case Stray _ -> "stray";
            case ManagedSave _ -> "managed-save";
        };
    }

    /// The header of an overlay doesn't say of what format its backing image is.
    ///
    /// @param recognised what it can safely be taken for
    record FormatNotStated(Path overlay, Path backing, Optional<ImageFormat> recognised)
            implements Finding {
        @Override
        public String message() {
            return overlay
                    + " doesn't state the format of its backing file "
                    + backing
                    + ": libvirt guesses, or refuses to start a domain on it, and Varve doesn't"
                    + " touch it";
        }

        @Override
        public String advice() {
            return recognised
                    .map(format -> "state that it is " + format.formatName())
                    .orElse(
                            "it looks like qcow2 and leads to another file, as a guest could have"
                                    + " written it onto a raw disk: find out what it is, then run"
                                    + " varve doctor --fix --format FORMAT");
        }

        @Override
        public Optional<Step> mend() {
            return recognised.map(format -> new Step.StateFormat(overlay, backing, format));
        }
    }

    /// An image that is needed isn't there or can't be read.
    ///
    /// @param users who needs it, in a few words each
    record ImageMissing(Path image, String reason, List<String> users) implements Finding {
        public ImageMissing {
            users = List.copyOf(users);
        }

        @Override
        public String message() {
            return image
                    + " can't be read ("
                    + reason
                    + "), and is needed by "
                    + String.join(", ", users);
        }

        @Override
        public String advice() {
            return "put it back from a copy; where there is none, \"varve snapshot-delete --metadata\""
                    + " forgets a snapshot that needs it";
        }
    }

    /// Data can't be moved into or through an image.
    record Unmergeable(Path image, String obstacle) implements Finding {
        @Override
        public String message() {
            return image
                    + ": "
                    + obstacle
                    + ", so snapshots on it are merged by a running QEMU only";
        }

        @Override
        public String advice() {
            return "delete snapshots of it while the domain runs";
        }
    }

    /// An image whose refcounts are out of date, after a crash with lazy refcounts.
    record Dirty(Path image) implements Finding {
        @Override
        public String message() {
            return image + " wasn't closed properly: its refcounts must be rebuilt";
        }

        @Override
        public String advice() {
            return "start and stop the domain, or run \"qemu-img check -r all " + image + "\"";
        }
    }

    /// A chain that makes reads slow, and some versions of libvirt fail.
    record LongChain(DiskTarget disk, int layers) implements Finding {
        @Override
        public String message() {
            return "disk "
                    + disk
                    + " has a chain of "
                    + layers
                    + " layers: every one makes reads slower, from about 25 on some libvirts can't"
                    + " start the domain, and more than 200 are refused";
        }

        @Override
        public String advice() {
            return "delete or \"varve prune\" snapshots";
        }
    }

    /// An image that no domain knows lies on one of this domain's.
    record Stray(Path overlay, Path backing) implements Finding {
        @Override
        public String message() {
            return overlay
                    + " belongs to no domain and lies on "
                    + backing
                    + ", which therefore is never merged";
        }

        @Override
        public String advice() {
            return "remove it if nobody needs what it holds";
        }
    }

    /// A managed save image keeps snapshots from being taken and deleted.
    record ManagedSave(String domain) implements Finding {
        @Override
        public String message() {
            return "there is a managed save image, which names the present layers: snapshots can't be"
                    + " taken, deleted or reverted to without --force";
        }

        @Override
        public String advice() {
            return "start the domain, or run \"virsh managedsave-remove " + domain + "\"";
        }
    }
}
