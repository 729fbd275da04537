package dev.varve.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Another JVM with the tests' class path, for what has to be seen from outside.
///
/// @param exitCode what it ended with
/// @param output what it printed, line by line
/// @param errors what it printed on stderr, line by line
public record ChildJvm(int exitCode, List<String> output, List<String> errors) {

    /// Runs `program`'s main method to its end.
    ///
    /// @param directory where the output may be kept meanwhile
    public static ChildJvm run(
            Path directory,
            Map<String, String> environment,
            List<String> options,
            Class<?> program,
            String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        var output = directory.resolve("output");
        var errors = directory.resolve("errors");
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(program.getName() + " does not end");
            }
        } finally {
            process.destroyForcibly();
        }
        return new ChildJvm(
                process.exitValue(), Files.readAllLines(output), Files.readAllLines(errors));
    }
}
