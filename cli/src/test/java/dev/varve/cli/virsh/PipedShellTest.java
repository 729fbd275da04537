package dev.varve.cli.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.Varve;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands from a pipe, against the installed virsh: the same bytes but for the program's name, and the same exit
/// code.
class PipedShellTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "list --all",
                "list --all\n",
                "list --all\nfoo\nlist --name\n",
                "list; foo; list --all\nlist --all --name\n",
                "snapshot-info nodom s1; list\n",
                "snapshot-info nodom s1\nquit\nlist\n",
                "list --name; exit; list\nlist\n",
                "list \"x\nlist\n",
                "list x\\\nlist\n",
                "# nothing\n   \n;\nlist --name",
                "list --all --name --title\nsnapshot-list test\n",
                "quit extra\nlist\n",
                "quit --help-me\n"
            })
    void isReadAsVirshReadsIt(String lines) throws Exception {
        assertSame(List.of("-c", "test:///default"), lines);
        assertSame(List.of("-q", "-c", "test:///default"), lines);
        assertSame(List.of("-r", "-c", "test:///default"), lines);
    }

    @Test
    void tellsHowLongEachCommandTook() throws Exception {
        var lines = "list; snapshot-info nodom s1\nfoo\nlist --name\nquit\n";
        for (var options :
                List.of(
                        List.of("-t", "-c", "test:///default"),
                        List.of("-qt", "-c", "test:///default"))) {
            assertThat(untimed(varve(options, lines))).isEqualTo(untimed(virsh(options, lines)));
        }
    }

    private static Outcome untimed(Outcome outcome) {
        var out = named(outcome.out()).replaceAll("Time: [0-9]+[.][0-9]{3} ms", "Time: 0.000 ms");
        return new Outcome(out, outcome.err(), outcome.exit());
    }

    /// No message can keep a connection alive that has no other end.
    @ParameterizedTest
    @ValueSource(strings = {"-k 5", "-K 3", "-k 2 -K 1", "-k 0", "-k 0 -K 2"})
    void keepsAConnectionAliveAsAskedFor(String options) throws Exception {
        var all = new ArrayList<>(List.of(options.split(" ")));
        all.addAll(List.of("-c", "test:///default"));
        assertSame(all, "list\n");
    }

    /// A shell on a connection that was asked for doesn't begin without it.
    @ParameterizedTest
    @ValueSource(strings = {"list\n", "quit\n"})
    void endsWhereItCannotConnect(String lines) throws Exception {
        assertSame(List.of("-c", "nope:///x"), lines);
    }

    private void assertSame(List<String> options, String lines) throws Exception {
        var virsh = virsh(options, lines);
        var ours = varve(options, lines);
        assertThat(ours.err()).isEqualTo(virsh.err());
        assertThat(ours.exit()).isEqualTo(virsh.exit());
        assertThat(ours.out()).isEqualTo(named(virsh.out()));
    }

    private static String named(String out) {
        return out.replace(
                        "virsh, the virtualization interactive terminal.",
                        "varve, the snapshots of virtual machines.")
                .replaceAll("(?m)^virsh ([#>] )", "varve $1");
    }

    private Outcome virsh(List<String> options, String lines) throws Exception {
        var in = directory.resolve("in");
        var out = directory.resolve("out");
        var err = directory.resolve("err");
        Files.writeString(in, lines);
        var command = new ArrayList<>(List.of("virsh"));
        command.addAll(options);
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(Virsh.ENVIRONMENT);
        builder.environment().put("XDG_CACHE_HOME", directory.toString());
        int exit =
                builder.redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();
        return new Outcome(Files.readString(out), Files.readString(err), exit);
    }

    private static Outcome varve(List<String> options, String lines) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var varve =
                new Varve(
                        new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Virsh.ENVIRONMENT);
        int exit = varve.run(options);
        return new Outcome(
                out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exit);
    }
}
