package dev.varve.cli.virsh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The installed virsh, with an environment that says nothing of its own.
final class Virsh {

    /// What both sides get.
    static final Map<String, String> ENVIRONMENT =
            Map.of("LC_ALL", "C.UTF-8", "VISUAL", "true", "EDITOR", "true");

    private static final Path EMPTY = Path.of("/dev/null");

    private Virsh() {}

    static Outcome run(List<String> arguments) throws IOException, InterruptedException {
        return run(arguments, ENVIRONMENT);
    }

    static Outcome run(List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of("virsh"), arguments.stream()).toList();
        return runProcess(command, environment);
    }

    /// Any other program in the same environment.
    static Outcome runProcess(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var errors = Files.createTempFile("virsh", ".err");
        try {
            var process = start(command, environment, errors);
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var exit = process.waitFor();
            return new Outcome(out, Files.readString(errors), exit);
        } finally {
            Files.delete(errors);
        }
    }

    private static Process start(List<String> command, Map<String, String> variables, Path errors)
            throws IOException {
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.keySet().removeIf(k -> k.startsWith("VIRSH_") || k.startsWith("LIBVIRT_"));
        environment.keySet().removeAll(List.of("VISUAL", "EDITOR", "LANG", "LC_CTYPE"));
        environment.put("LIBVIRT_LOG_OUTPUTS", "4:file:" + EMPTY);
        environment.putAll(variables);
        return builder.redirectInput(EMPTY.toFile()).redirectError(errors.toFile()).start();
    }
}
