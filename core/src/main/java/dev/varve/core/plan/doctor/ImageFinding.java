package dev.varve.core.plan.doctor;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Limits;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is wrong with images, or will be.
public sealed interface ImageFinding extends Finding {
    /// The header of an overlay doesn't say of what format its backing image is.
    ///
    /// @param recognised what it can safely be taken for
    record FormatNotStated(Path overlay, Path backing, Optional<ImageFormat> recognised)
            implements ImageFinding {
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
        public List<Step> mend() {
            return recognised.stream()
                    .<Step>map(format -> new ImageStep.StateFormat(overlay, backing, format))
                    .toList();
        }
    }

    /// An image that is needed isn't there or can't be read.
    ///
    /// @param users who needs it, in a few words each
    record ImageMissing(Path image, String reason, List<String> users) implements ImageFinding {
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
    record Unmergeable(Path image, String obstacle) implements ImageFinding {
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
    record Dirty(Path image) implements ImageFinding {
        @Override
        public String message() {
            return image + " wasn't closed properly: its refcounts must be rebuilt";
        }

        @Override
        public String advice() {
            return "a delete while the domain is shut off does that before it merges into the image, and QEMU"
                    + " does when a guest writes to it; or run \"qemu-img check -r all "
                    + image
                    + "\" while no guest runs on it";
        }
    }

    /// An image of which QEMU has noted that a table is broken.
    record MarkedCorrupt(Path image) implements ImageFinding {
        @Override
        public String message() {
            return image
                    + " is marked as corrupt: no guest may write to it, and nothing is merged into it";
        }

        @Override
        public String advice() {
            return "keep a copy, then mend what can be mended with \"qemu-img check -r all "
                    + image
                    + "\"";
        }
    }

    /// A chain that makes reads slow, or that libvirt can't start a domain on.
    ///
    /// @param head the disk's active layer
    record LongChain(DiskTarget disk, Path head, int layers, Limits limits)
            implements ImageFinding {
        @Override
        public String message() {
            return "disk "
                    + disk
                    + " has a chain of "
                    + layers
                    + " layers: "
                    + (layers > limits.layers()
                            ? limits.hypervisor()
                                    + " can't start a domain with more than "
                                    + limits.layers()
                            : "every one makes reads slower, and with more than 25 libvirt 10.8 to"
                                    + " 11.10 can't start the domain");
        }

        @Override
        public String advice() {
            return "delete or \"varve prune\" snapshots";
        }
    }

    /// {@return what to do with an image that nobody seems to need}
    ///
    /// @param missing images that are needed and aren't there: it may be one of them
    private static String unneeded(List<Path> missing) {
        return missing.isEmpty()
                ? "remove it if nobody needs what it holds"
                : "it may be what is missing under another name ("
                        + String.join(", ", missing.stream().map(Path::toString).toList())
                        + "): then give it that name back, and don't remove it before you know";
    }

    /// An image that no domain knows lies on one of this domain's.
    ///
    /// @param missing images of the domain's that aren't there
    record Stray(Path overlay, Path backing, List<Path> missing) implements ImageFinding {
        public Stray {
            missing = List.copyOf(missing);
        }

        @Override
        public String message() {
            return overlay
                    + " belongs to no domain and lies on "
                    + backing
                    + ", which therefore is never merged";
        }

        @Override
        public String advice() {
            return unneeded(missing);
        }
    }

    /// An image is named like an overlay of the domain's, and nothing leads to it.
    ///
    /// @param missing images of the domain's that aren't there
    record Orphan(Path image, List<Path> missing) implements ImageFinding {
        public Orphan {
            missing = List.copyOf(missing);
        }

        @Override
        public String message() {
            return image
                    + " is named like an overlay of this domain's, and no domain, snapshot or image leads to"
                    + " it: a delete, a revert or an undefined domain may have left it";
        }

        @Override
        public String advice() {
            return unneeded(missing);
        }
    }

    /// An image isn't where it is named, and one that could be it lies beside those that are.
    record Moved(Path named, Path found, List<Step> steps, List<String> users)
            implements ImageFinding {
        public Moved {
            steps = List.copyOf(steps);
            users = List.copyOf(users);
        }

        @Override
        public String message() {
            return named
                    + " isn't there, and is needed by "
                    + String.join(", ", users)
                    + "; "
                    + found
                    + " has the same name, format and size";
        }

        @Override
        public String advice() {
            return steps.isEmpty()
                    ? "shut the domain down to have it named there"
                    : "if that is the image, run varve doctor --fix --moved";
        }
    }
}
