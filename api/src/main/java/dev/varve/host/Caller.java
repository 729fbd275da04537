package dev.varve.host;

import dev.varve.core.operation.AuditEntry.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Who asks for changes: the user of this process, and what it runs.
final class Caller {
    private Caller() {}

    /// {@return who it is}
    ///
    /// @param program its name; empty for what this Java was started with, of which only the main class's name is told, for
    ///     arguments may hold secrets
    static Who of(Optional<String> program) {
        return of(
                program.orElseGet(() -> main(System.getProperty("sun.java.command", ""))),
                System.getenv());
    }

    static Who of(String program, Map<String, String> environment) {
        return new Who(
                uid(),
                System.getProperty("user.name", ""),
                number(environment, "SUDO_UID"),
                Optional.ofNullable(environment.get("SUDO_USER")),
                ProcessHandle.current().pid(),
                program,
                version());
    }

    /// `module/package.Main arguments`, `package.Main arguments` or `/path/program.jar arguments`.
    static String main(String command) {
        var first = command.split(" ", 2)[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }

    private static String version() {
        return Optional.ofNullable(Caller.class.getPackage().getImplementationVersion())
                .or(() ->
                        Optional.ofNullable(Caller.class.getModule().getDescriptor())
                                .flatMap(module -> module.rawVersion()))
                .orElse("unpacked");
    }

    private static OptionalLong number(Map<String, String> environment, String name) {
        var text = environment.getOrDefault(name, "");
        return text.matches("\\d{1,10}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    private static OptionalLong uid() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Uid:"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+")).skip(1).limit(1))
                    .mapToLong(Long::parseLong)
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty(); // Its name is known still.
        }
    }
}
