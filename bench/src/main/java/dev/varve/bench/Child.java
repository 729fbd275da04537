package dev.varve.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs a program without output, and has the kernel say what it took, which Java can't: `wait4(2)`, `getrusage(2)`.
final class Child {
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MethodHandle SPAWN =
            handle(
                    "posix_spawn",
                    FunctionDescriptor.of(
                            INT, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER));
    private static final MethodHandle INIT_ACTIONS =
            handle("posix_spawn_file_actions_init", FunctionDescriptor.of(INT, POINTER));
    private static final MethodHandle ADD_OPEN =
            handle(
                    "posix_spawn_file_actions_addopen",
                    FunctionDescriptor.of(INT, POINTER, INT, POINTER, INT, INT));
    private static final MethodHandle WAIT =
            handle("wait4", FunctionDescriptor.of(INT, INT, POINTER, INT, POINTER));

    /// More than glibc's `posix_spawn_file_actions_t` has.
    private static final long ACTIONS_BYTES = 256;

    private static final int READ_AND_WRITE = 2;

    /// `struct rusage` of 64 bits: user and system time, each in seconds and microseconds, then KiB.
    private static final long RUSAGE_BYTES = 256;

    private static final long RUSAGE_SYSTEM = 16;
    private static final long RUSAGE_MAXRSS = 32;

    /// What a program took.
    ///
    /// @param wall seconds until it was gone
    /// @param cpu seconds of processors, its own and its children's, in user and system mode
    /// @param resident the most KiB that were in memory at once; never less than this process has, whose memory it shares
    ///     for a moment
    record Usage(double wall, double cpu, long resident) {}

    private Child() {}

    @SuppressWarnings("restricted") // the calls' types are those of the C library's functions
    private static MethodHandle handle(String name, FunctionDescriptor type) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /// @throws IOException if the program can't be run, or fails
    static Usage run(Map<String, String> environment, List<String> command) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var usage = arena.allocate(RUSAGE_BYTES, Long.BYTES);
            var status = arena.allocate(INT);
            var variables =
                    environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue());
            var argv = strings(arena, command.stream());
            var envp = strings(arena, variables);
            var actions = silence(arena);
            long start = System.nanoTime();
            int pid = spawn(arena, command.getFirst(), actions, argv, envp);
            check((int) WAIT.invokeExact(pid, status, 0, usage) == pid, "wait4");
            double wall = (System.nanoTime() - start) / 1e9;
            check(status.get(ValueLayout.JAVA_INT, 0) == 0, String.join(" ", command));
            return new Usage(
                    wall,
                    seconds(usage, 0) + seconds(usage, RUSAGE_SYSTEM),
                    usage.get(ValueLayout.JAVA_LONG, RUSAGE_MAXRSS));
        } catch (IOException | Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("a call into C failed", e);
        }
    }

    private static int spawn(
            Arena arena,
            String program,
            MemorySegment actions,
            MemorySegment argv,
            MemorySegment envp)
            throws Throwable {
        var pid = arena.allocate(INT);
        int error =
                (int)
                        SPAWN.invokeExact(
                                pid,
                                arena.allocateFrom(program),
                                actions,
                                MemorySegment.NULL,
                                argv,
                                envp);
        check(error == 0, "posix_spawn of " + program);
        return pid.get(ValueLayout.JAVA_INT, 0);
    }

    /// The three standard streams lead nowhere.
    private static MemorySegment silence(Arena arena) throws Throwable {
        var actions = arena.allocate(ACTIONS_BYTES, Long.BYTES);
        check((int) INIT_ACTIONS.invokeExact(actions) == 0, "posix_spawn_file_actions_init");
        var nowhere = arena.allocateFrom("/dev/null");
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            int error = (int) ADD_OPEN.invokeExact(actions, descriptor, nowhere, READ_AND_WRITE, 0);
            check(error == 0, "posix_spawn_file_actions_addopen");
        }
        return actions;
    }

    private static MemorySegment strings(Arena arena, Stream<String> values) {
        var list = values.toList();
        var array = arena.allocate(POINTER, list.size() + 1L);
        for (int i = 0; i < list.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(list.get(i)));
        }
        return array;
    }

    private static double seconds(MemorySegment usage, long at) {
        return usage.get(ValueLayout.JAVA_LONG, at)
                + usage.get(ValueLayout.JAVA_LONG, at + Long.BYTES) / 1e6;
    }

    private static void check(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException(what + " failed");
        }
    }
}
