package dev.varve.libvirt.hypervisor.observe;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A process of this host.
///
/// @param arguments the program's name first
public record RunningProcess(long number, List<String> arguments) {
    private static final Path PROCESSES = Path.of("/proc");

    public RunningProcess {
        arguments = List.copyOf(arguments);
    }

    /// {@return those that run at this moment, as far as this user can see them}
    static List<RunningProcess> all() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .flatMap(RunningProcess::find)
                .toList();
    }

    private static Stream<RunningProcess> find(long number) {
        try {
            var line = Files.readString(file(number, "cmdline"));
            return Stream.of(new RunningProcess(number, List.of(line.split("\0", -1))));
        } catch (IOException _) {
            return Stream.empty(); // It has ended, is another user's, or not named in UTF-8.
        }
    }

    /// {@return the files that it has open}
    Set<Path> open() {
        var open = new HashSet<Path>();
        try (var descriptors = Files.newDirectoryStream(file(number, "fd"))) {
            descriptors.forEach(descriptor -> target(descriptor).ifPresent(open::add));
        } catch (IOException | DirectoryIteratorException _) {
            return Set.of(); // As above.
        }
        return open;
    }

    private static Optional<Path> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor));
        } catch (IOException _) {
            return Optional.empty(); // Closed meanwhile.
        }
    }

    private static Path file(long process, String name) {
        return PROCESSES.resolve(Long.toString(process)).resolve(name);
    }
}
