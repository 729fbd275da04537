package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.libvirt.LibvirtException.Kind;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;

/// A program that opens and closes handles and says after every tenth of them how many kilobytes
/// of memory its process occupies. [HandleMemoryTest] runs it with a heap of fixed size.
@SuppressWarnings("restricted") // calls prctl
final class HandleChurn {
    private static final int PR_SET_THP_DISABLE = 41;

    private static int handles;

    public static void main(String[] arguments) throws Throwable {
        disableHugePages();
        int end = Integer.parseInt(arguments[0]);
        // Keeps the event loop running: starting its thread anew takes pages of the heap.
        try (var _ = LibvirtConnection.open("test:///default")) {
            for (int tenth = 1; tenth <= 10; tenth++) {
                while (handles < (long) end * tenth / 10) {
                    round();
                }
                System.out.println(handles + " " + residentKilobytes());
            }
        }
    }

    /// Obtains a handle in each of the ways there are, and memory from each that returns some.
    private static void round() {
        try (var connection = LibvirtConnection.open("test:///default");
                var _ = connection.onLifecycle(_ -> {})) {
            handles++;
            var _ = connection.uri();
            var _ = connection.capabilities();
            for (var domain : connection.domains(0)) {
                try (domain) {
                    handles++;
                    churn(connection, domain);
                }
            }
        }
    }

    private static void churn(LibvirtConnection connection, LibvirtDomain domain) {
        try (var byName = connection.domain(domain.name());
                var byUuid = connection.domainByUuid(domain.uuid());
                var byId = connection.domainById(domain.id().orElseThrow());
                var first = domain.createSnapshot(named("first"), 0);
                var second = domain.createSnapshot(named("second"), 0);
                var looked = domain.snapshot("second");
                var current = domain.currentSnapshot().orElseThrow();
                var parent = second.parent().orElseThrow()) {
            handles += 8;
            var _ = byName.xml(0) + byUuid.name() + byId.name() + looked.xml(0) + current.name();
            domain.snapshots(0).forEach(HandleChurn::count);
            first.children(0).forEach(HandleChurn::count);
            refused(domain);
            second.delete(0);
            parent.delete(0);
        }
    }

    private static void count(LibvirtSnapshot snapshot) {
        handles++;
        snapshot.close();
    }

    private static void refused(LibvirtDomain domain) {
        try {
            domain.snapshot("third").close();
        } catch (LibvirtException e) {
            if (e.kind() != Kind.NO_SNAPSHOT) {
                throw e;
            }
        }
    }

    private static String named(String name) {
        return "<domainsnapshot><name>%s</name></domainsnapshot>".formatted(name);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /// Keeps the kernel from making the process larger by merging its pages.
    private static void disableHugePages() throws Throwable {
        var linker = Linker.nativeLinker();
        int result =
                (int)
                        linker.downcallHandle(
                                        linker.defaultLookup().findOrThrow("prctl"),
                                        FunctionDescriptor.of(
                                                JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                                JAVA_LONG),
                                        Linker.Option.firstVariadicArg(1))
                                .invokeExact(PR_SET_THP_DISABLE, 1L, 0L, 0L, 0L);
        if (result != 0) {
            throw new IllegalStateException("prctl failed");
        }
    }

    private HandleChurn() {}
}
