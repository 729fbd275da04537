package dev.varve.cli;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.libvirt.LibvirtSnapshot;
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

    static final class Unlogged {
        static void change(Operations operations, DomainRef domain, LibvirtSnapshot snapshot) {
            snapshot.revert(0);
            var _ = operations.recover(domain, OperationProgress.silent());
        }
    }
}
