package dev.varve.core.plan.doctor;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is wrong with snapshots, or with what they have frozen.
public sealed interface SnapshotFinding extends Finding {
    /// An image holds an internal snapshot that libvirt doesn't know of.
    ///
    /// @param id what the image's table has as one: any text, of which only a number belongs into a
    ///     command that somebody may copy
    /// @param snapshot any text as well
    record InternalUnknown(Path image, String id, String snapshot) implements SnapshotFinding {
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
    record InternalMissing(SnapshotName snapshot, DiskTarget disk, Path image)
            implements SnapshotFinding {
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
            implements SnapshotFinding {
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
            implements SnapshotFinding {
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
            implements SnapshotFinding {
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
            implements SnapshotFinding {
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
            return List.of(new SnapshotStep.RepointSnapshot(snapshot, List.of(move)));
        }

        private Path image() {
            return frozen.image().orElse(named);
        }
    }
}
