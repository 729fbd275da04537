package dev.varve.cli.virsh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The installed virsh, with an environment that says nothing of its own.
final class Virsh {

    private static final Path EMPTY = Path.of("/dev/null");

    private Virsh() {}

    static Outcome run(List<String> arguments) throws IOException, InterruptedException {
        var errors = Files.createTempFile("virsh", ".err");
        try {
            var process = start(arguments, errors);
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var exit = process.waitFor();
            return new Outcome(out, Files.readString(errors), exit);
        } finally {
            Files.delete(errors);
        }
    }

    private static Process start(List<String> arguments, Path errors) throws IOException {
        var command = Stream.concat(Stream.of("virsh"), arguments.stream()).toList();
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.keySet().removeIf(k -> k.startsWith("VIRSH_") || k.startsWith("LIBVIRT_"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("VISUAL", "true");
        environment.put("EDITOR", "true");
        return builder.redirectInput(EMPTY.toFile()).redirectError(errors.toFile()).start();
    }
}
