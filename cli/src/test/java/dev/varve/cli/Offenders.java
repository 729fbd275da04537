package dev.varve.cli;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Breaks each rule of [ArchitectureTest], to show that it would be seen.
final class Offenders {
    private Offenders() {}

    static final class SnapshotManager {}

    static final class Printing {
        static void print() {
            System.out.println();
        }
    }

    static final class Halting {
        static void end() {
            Runtime.getRuntime().halt(1);
        }
    }

    @SuppressWarnings("restricted")
    static final class Foreign {
        static MemorySegment anything() {
            return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
        }
    }

    static final class Throwing {
        static RuntimeException thrown() {
            return new RuntimeException("something");
        }
    }

    interface Declaring {
        void run() throws Exception;
    }

    static final class Opening {
        static boolean isThere(Path path) {
            return Files.exists(path);
        }
    }
}
