package dev.varve.core.operation;

import dev.varve.core.plan.step.Plan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// One line of a journal. Steps are named by their place in the plan, from 0.
public sealed interface JournalEntry {
    /// The first line: everything that recovery needs to know.
    ///
    /// @param version of the journal's format
    /// @param directories those of the plan's files; a journal of version 1 tells none
    record Begun(int version, Instant startedAt, Plan plan, List<NotedDirectory> directories)
            implements JournalEntry {
        public Begun {
            directories = List.copyOf(directories);
        }
    }

    /// The step may have been performed, in part or in full.
    record Started(int step) implements JournalEntry {}

    /// The step has been performed.
    record Finished(int step) implements JournalEntry {}

    /// The step isn't performed, for somebody needs what it would change or remove.
    ///
    /// @param layers the images that stay as they are for that
    /// @param why in a line
    record Kept(int step, List<Path> layers, String why) implements JournalEntry {
        public Kept {
            layers = List.copyOf(layers);
        }
    }

    /// The step could not be performed; what became of it isn't known.
    record Failed(int step, String message) implements JournalEntry {}

    /// The step is about to pause the guest, or has paused it.
    record GuestPaused(int step) implements JournalEntry {}

    /// The guest runs again.
    record GuestResumed(int step) implements JournalEntry {}

    /// From here on the operation is taken back.
    record UndoStarted() implements JournalEntry {}

    /// The step has been taken back.
    record Undone(int step) implements JournalEntry {}
}
