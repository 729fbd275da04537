package dev.varve.cli.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Programs run to their end in a directory, with an environment that says nothing of its own.
///
/// @param directory where they run, and where their output is kept meanwhile
/// @param environment what is added to the environment
record Programs(Path directory, Map<String, String> environment) {
    private static final long MINUTES = 3;

    Outcome run(List<String> command) throws IOException, InterruptedException {
        // Files, for a QEMU that is started on the way lives on and would hold a pipe open.
        var out = Files.createTempFile(directory, "program", ".out");
        var err = Files.createTempFile(directory, "program", ".err");
        try {
            var builder =
                    builder(command)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            int exit = await(builder.start(), command);
            return new Outcome(command, Files.readString(out), Files.readString(err), exit);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// {@return the program as a process of its own, with pipes}
    ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(wholeEnvironment());
        return builder;
    }

    /// {@return what a program finds in its environment}
    Map<String, String> wholeEnvironment() {
        var whole = new HashMap<>(System.getenv());
        whole.keySet().removeIf(k -> k.startsWith("VIRSH_") || k.startsWith("LIBVIRT_"));
        whole.putAll(environment);
        return Map.copyOf(whole);
    }

    private static int await(Process process, List<String> command) throws InterruptedException {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(command + " does not end");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
