package dev.varve.core.plan.step;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A step on a snapshot's metadata.
public sealed interface SnapshotStep extends Step {
    /// Registers a snapshot of the domain as it is, without touching its disks: their active layers
    /// become frozen layers.
    ///
    /// @param heads the active layers
    /// @param definition the domain's definition, which the snapshot keeps
    record RecordSnapshot(
            SnapshotName name,
            Optional<SnapshotName> parent,
            SnapshotState state,
            long creationTime,
            String description,
            List<SnapshotDisk> disks,
            List<Placement> heads,
            String definition,
            Annotations annotations)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "keep the present state as snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new ForgetSnapshot(name, "", List.of(), false));
        }
    }

    /// Removes a snapshot's metadata; its children get its parent.
    ///
    /// @param document the metadata, to put it back
    record ForgetSnapshot(
            SnapshotName name, String document, List<SnapshotName> children, boolean current)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "remove the metadata of snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new RestoreSnapshot(name, document, children, current));
        }
    }

    /// Puts a snapshot's metadata back as it was.
    record RestoreSnapshot(
            SnapshotName name, String document, List<SnapshotName> children, boolean current)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "put back the metadata of snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Makes a snapshot the current one, and notes the overlays that were put on its frozen layers.
    ///
    /// @param branch whether the snapshot has children, so that its own `<disks>` name the overlays
    ///     that lead to them and the new ones are `<revertDisks>`
    /// @param document the metadata before
    /// @param previous the current snapshot before
    record SelectSnapshot(
            SnapshotName name,
            List<Placement> overlays,
            boolean branch,
            String document,
            Optional<SnapshotName> previous)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "make snapshot " + name + " the current one";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DeselectSnapshot(name, document, previous));
        }
    }

    /// Undoes a [SelectSnapshot].
    record DeselectSnapshot(SnapshotName name, String document, Optional<SnapshotName> previous)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "undo making snapshot " + name + " the current one";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Lets a snapshot's metadata name another image of the same contents.
    record RepointSnapshot(SnapshotName name, List<Move> moves) implements SnapshotStep {
        @Override
        public String describe() {
            return "let snapshot " + name + " name " + Move.listed(moves);
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }

    /// Notes in a snapshot's metadata what libvirt has no field for.
    ///
    /// @param previous what was noted before
    record Annotate(SnapshotName name, Annotations annotations, Annotations previous)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "note " + changes() + " in snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(
                    new Annotate(name, /* annotations= */ previous, /* previous= */ annotations));
        }

        private String changes() {
            var words = new ArrayList<String>();
            if (!annotations.branchLayers().equals(previous.branchLayers())) {
                words.add("unnamed branch layers");
            }
            if (!annotations.hold().equals(previous.hold())) {
                words.add(
                        annotations
                                .hold()
                                .map(reason -> "a hold (" + reason + ")")
                                .orElse("no hold"));
            }
            if (!annotations.tags().equals(previous.tags())) {
                words.add("the tags " + annotations.tags());
            }
            if (!annotations.policy().equals(previous.policy())) {
                words.add("the policy " + annotations.policy().orElse("none"));
            }
            if (!annotations.expires().equals(previous.expires())) {
                words.add("when it expires");
            }
            if (!annotations.copies().equals(previous.copies())) {
                words.add("where the copies of NVRAM and TPM state are");
            }
            if (!annotations.group().equals(previous.group())) {
                words.add(
                        annotations.group().map(group -> "the group " + group).orElse("no group"));
            }
            return words.isEmpty() ? "nothing" : String.join(", ", words);
        }
    }

    /// Gives a snapshot another description.
    record Describe(SnapshotName name, String description, String previous)
            implements SnapshotStep {
        @Override
        public String describe() {
            return "describe snapshot " + name + " as \"" + description + "\"";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(
                    new Describe(name, /* description= */ previous, /* previous= */ description));
        }
    }

    /// Removes libvirt's marks that a delete writes to the overlays of a snapshot's disks.
    record ClearDeleteMarks(SnapshotName name, List<DiskTarget> disks) implements SnapshotStep {
        @Override
        public String describe() {
            return "remove the marks of a delete that was cut from snapshot " + name;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
