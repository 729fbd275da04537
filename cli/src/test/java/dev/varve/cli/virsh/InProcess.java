package dev.varve.cli.virsh;

import dev.varve.cli.Varve;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Our command line, in this process.
final class InProcess {

    private InProcess() {}

    static Outcome run(List<String> arguments) {
        return run(arguments, Virsh.ENVIRONMENT);
    }

    static Outcome run(List<String> arguments, Map<String, String> environment) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var varve =
                new Varve(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment);
        int exit = varve.run(arguments);
        return new Outcome(
                out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exit);
    }
}
