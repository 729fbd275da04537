package dev.varve.core.plan.step;

import java.nio.file.Path;

/// A step on a file that a guest's memory is saved in.
public sealed interface MemoryStep extends Step {
    /// Makes the empty file that the guest's memory goes into. Never replaces a file.
    record ReserveMemory(Path file) implements MemoryStep {
        @Override
        public String describe() {
            return "reserve " + file + " for the guest's memory";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new DropMemory(file));
        }
    }

    /// Removes the file that [ReserveMemory] has made, and nobody else's.
    record DropMemory(Path file) implements MemoryStep {
        @Override
        public String describe() {
            return "remove the memory file " + file;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Removes a file with a guest's memory, unless a snapshot still names it.
    record RemoveMemory(Path file) implements MemoryStep {
        @Override
        public String describe() {
            return "remove the memory file " + file;
        }

        @Override
        public Reversal reversal() {
            return new Reversal.OneWay();
        }
    }
}
