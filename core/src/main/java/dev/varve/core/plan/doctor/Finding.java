package dev.varve.core.plan.doctor;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Limits;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.Move;
import dev.varve.core.plan.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Something about a domain's images or snapshots that is wrong, or will be.
public sealed interface Finding {
    /// {@return what is the matter, and what it means for the user}
    String message();

    /// {@return what to do about it}
    String advice();

    /// {@return the steps that mend it; none where that is for a person to decide}
    default List<Step> mend() {
        return List.of();
    }

    /// {@return its word in JSON: `format-not-stated`}
    default String word() {
        return switch (this) {
            case FormatNotStated _ -> "format-not-stated";
            case ImageMissing _ -> "image-missing";
            case Unmergeable _ -> "unmergeable";
            case Dirty _ -> "dirty";
            case MarkedCorrupt _ -> "corrupt";
            case LongChain _ -> "long-chain";
            case Stray _ -> "stray";
            case Orphan _ -> "orphan";
            case ManagedSave _ -> "managed-save";
            case DeleteCut _ -> "delete-cut";
            case Overwritten _ -> "overwritten";
            case Bypassed _ -> "bypassed";
            case Misnamed _ -> "misnamed";
            case BlockJobLeft _ -> "block-job";
            case Unstarted _ -> "unstarted";
            case Moved _ -> "moved";
            case GuestLost _ -> "guest-lost";
            case InternalUnknown _ -> "internal-unknown";
            case InternalMissing _ -> "internal-missing";
        };
    }

    /// {@return the images at which it is to be seen, whether they are there or not; none for what is the
    /// matter with a domain as a whole}
    default List<Path> images() {
        return switch (this) {
            case FormatNotStated(var overlay, _, _) -> List.of(overlay);
            case ImageMissing(var image, _, _) -> List.of(image);
            case Unmergeable(var image, _) -> List.of(image);
            case Dirty(var image) -> List.of(image);
            case MarkedCorrupt(var image) -> List.of(image);
            case Stray(var overlay, _, _) -> List.of(overlay);
            case Orphan(var image, _) -> List.of(image);
            case Overwritten(_, _, var frozen, _) -> List.of(frozen);
            case Bypassed(_, _, var frozen, _, _) -> List.of(frozen);
            case Misnamed(_, _, var named, _) -> List.of(named);
            case BlockJobLeft(_, _, var into, _, _) -> into.stream().toList();
            case Moved(var named, _, _, _) -> List.of(named);
            case GuestLost(_, var moves) -> moves.stream().map(Move::to).toList();
            case InternalUnknown(var image, _, _) -> List.of(image);
            case InternalMissing(_, _, var image) -> List.of(image);
            case LongChain(_, var head, _, _) -> List.of(head);
            case ManagedSave _, DeleteCut _, Unstarted _ -> List.of();
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
        public List<Step> mend() {
            return recognised.stream()
                    .<Step>map(format -> new Step.StateFormat(overlay, backing, format))
                    .toList();
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
            return "a delete while the domain is shut off does that before it merges into the image, and QEMU"
                    + " does when a guest writes to it; or run \"qemu-img check -r all "
                    + image
                    + "\" while no guest runs on it";
        }
    }

    /// An image of which QEMU has noted that a table is broken.
    record MarkedCorrupt(Path image) implements Finding {
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
    record LongChain(DiskTarget disk, Path head, int layers, Limits limits) implements Finding {
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
    record Stray(Path overlay, Path backing, List<Path> missing) implements Finding {
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
    record Orphan(Path image, List<Path> missing) implements Finding {
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

    /// An image holds an internal snapshot that libvirt doesn't know of.
    ///
    /// @param id what the image's table has as one: any text, of which only a number belongs into a
    ///     command that somebody may copy
    /// @param snapshot any text as well
    record InternalUnknown(Path image, String id, String snapshot) implements Finding {
        private static final Pattern NUMBER = Pattern.compile("\\d+");

        @Override
        public String message() {
            return image
                    + " holds an internal snapshot '"
                    + snapshot.replaceAll("\\p{Cntrl}", "?")
                    + "' that libvirt doesn't know of: it takes space, and the image is never merged"
                    + " or removed";
        }

        @Override
        public String advice() {
            return "if nobody needs what it holds, shut the domain down and run \"qemu-img snapshot -d "
                    + (NUMBER.matcher(id).matches() ? id : "ID")
                    + " "
                    + image
                    + "\"";
        }
    }

    /// An image doesn't hold an internal snapshot that libvirt knows of.
    record InternalMissing(SnapshotName snapshot, DiskTarget disk, Path image) implements Finding {
        @Override
        public String message() {
            return "snapshot "
                    + snapshot
                    + " is to be in "
                    + image
                    + " ("
                    + disk
                    + "), which doesn't hold it: it can't be reverted to";
        }

        @Override
        public String advice() {
            return "put the image back from a copy, or forget the snapshot with \"varve snapshot-delete"
                    + " --metadata\"";
        }
    }

    /// libvirt died in the delete of a snapshot, and neither finishes it nor takes it back.
    ///
    /// @param marked the snapshot whose disks bear libvirt's marks
    /// @param deleted the one that was being deleted, if it is still there
    /// @param steps what is left to do, from the real chains
    /// @param refusal why that can't be done now
    record DeleteCut(
            SnapshotName marked,
            Optional<SnapshotName> deleted,
            List<DiskTarget> disks,
            List<Step> steps,
            Optional<String> refusal)
            implements Finding {
        public DeleteCut {
            disks = List.copyOf(disks);
            steps = List.copyOf(steps);
        }

        @Override
        public String message() {
            return deleted.map(name ->
                            "libvirt ended in the middle of deleting snapshot "
                                    + name
                                    + ": on "
                                    + disks()
                                    + " its frozen layer was being written, so that it can't be"
                                    + " reverted to for certain; libvirt now refuses to delete "
                                    + marked)
                    .orElseGet(() ->
                            "snapshot "
                                    + marked
                                    + " bears libvirt's marks of a delete that is over: libvirt"
                                    + " refuses to delete it");
        }

        @Override
        public String advice() {
            return refusal.orElseGet(() ->
                    deleted.map(name -> "finish deleting " + name + ", and remove libvirt's marks")
                            .orElse("remove the marks"));
        }

        @Override
        public List<Step> mend() {
            return steps;
        }
    }

    /// A domain writes to what a snapshot froze.
    ///
    /// @param writer the disk, in a few words
    record Overwritten(SnapshotName snapshot, DiskTarget disk, Path frozen, String writer)
            implements Finding {
        @Override
        public String message() {
            return "snapshot "
                    + snapshot
                    + " froze "
                    + frozen
                    + ", which is what "
                    + writer
                    + " writes to, as after a blockcommit made by hand: what the snapshot held on "
                    + disk
                    + " is lost as soon as something is written";
        }

        @Override
        public String advice() {
            return "if nothing has been written since, \"varve snapshot-revert --force\" puts an overlay on it;"
                    + " else \"varve snapshot-delete --metadata\" forgets the snapshot";
        }
    }

    /// The present state doesn't lie on what an ancestor of it froze.
    ///
    /// @param below the nearest layer below the frozen one that the present state does lie on, with
    ///     the snapshots that froze it
    record Bypassed(
            SnapshotName snapshot,
            DiskTarget disk,
            Path frozen,
            Optional<Path> below,
            List<SnapshotName> doubtful)
            implements Finding {
        public Bypassed {
            doubtful = List.copyOf(doubtful);
        }

        @Override
        public String message() {
            return "the chain of "
                    + disk
                    + " doesn't go through "
                    + frozen
                    + ", which snapshot "
                    + snapshot
                    + " froze, as after a blockcommit or blockpull made by hand; the snapshot itself is"
                    + " whole as long as the file stays"
                    + doubt();
        }

        private String doubt() {
            return doubtful.isEmpty()
                    ? ""
                    : "; but if it was committed into "
                            + below.map(Path::toString).orElse("the layer below")
                            + ", then what "
                            + String.join(", ", doubtful.stream().map(SnapshotName::value).toList())
                            + " held there is lost";
        }

        @Override
        public String advice() {
            return doubtful.isEmpty()
                    ? "nothing needs to be done; libvirt may refuse to delete it, Varve doesn't"
                    : "after a blockpull nothing needs to be done; after a blockcommit forget what is lost"
                            + " with \"varve snapshot-delete --metadata\"";
        }
    }

    /// The metadata of a snapshot names another image than it froze.
    ///
    /// @param named what the metadata has in its `<domain>`
    /// @param frozen what the snapshot's overlay lies on
    record Misnamed(SnapshotName snapshot, DiskTarget disk, Path named, Source frozen)
            implements Finding {
        @Override
        public String message() {
            return "snapshot "
                    + snapshot
                    + " froze "
                    + image()
                    + " on "
                    + disk
                    + ", as its overlay says, and its metadata names "
                    + named
                    + ", as after \"virsh snapshot-delete --metadata\" of libvirt 9.0; Varve goes by the"
                    + " overlay, and virsh doesn't";
        }

        @Override
        public String advice() {
            return "let it name " + image();
        }

        @Override
        public List<Step> mend() {
            var move =
                    new Move(disk, named, image(), frozen.imageFormat().orElse(ImageFormat.QCOW2));
            return List.of(new Step.RepointSnapshot(snapshot, List.of(move)));
        }

        private Path image() {
            return frozen.image().orElse(named);
        }
    }

    /// A block job runs, or waits for its end, and it isn't an operation's of Varve's.
    ///
    /// @param lost the snapshots whose frozen layers it writes
    record BlockJobLeft(
            String domain,
            DiskTarget disk,
            Optional<Path> into,
            boolean ready,
            List<SnapshotName> lost)
            implements Finding {
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
    record GuestLost(long process, List<Move> moves) implements Finding {
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
            return moves.isEmpty() ? List.of() : List.of(new Step.RepointDomain(moves));
        }
    }

    /// A QEMU is there whose guest has never run.
    record Unstarted(String domain) implements Finding {
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

    /// An image isn't where it is named, and one that could be it lies beside those that are.
    record Moved(Path named, Path found, List<Step> steps, List<String> users) implements Finding {
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

    /// A managed save image keeps snapshots from being taken and deleted.
    ///
    /// @param stale disks for which it names another image than the definition does
    record ManagedSave(String domain, List<DiskTarget> stale) implements Finding {
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
