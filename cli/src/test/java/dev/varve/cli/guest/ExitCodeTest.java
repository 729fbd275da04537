package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.Varve;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.command.Commands;
import dev.varve.cli.session.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each command of ours ends with the code that docs/reference/exit-codes.md has for what went wrong.
@Tag("guest")
class ExitCodeTest {
    private static final String LINES =
            """
            3 undo nodom
            3 prune nodom --keep-last 1
            3 hold nodom s1
            3 hold web nosnap
            3 release nodom s1
            3 release web nosnap
            3 tag nodom s1 --add x
            3 tag web nosnap --add x
            3 describe nodom s1 text
            3 describe web nosnap text
            3 clone nodom new
            3 clone web new --snapshot nosnap
            3 relocate nodom --dir DIR
            3 relocate web --dir DIR/none
            3 export nodom DIR/file.tar
            3 export web DIR/none/file.tar
            3 import DIR/none.tar --dir DIR
            3 import ARCHIVE --dir DIR/none
            3 chain nodom
            3 du nodom
            3 status nodom
            3 snapshots nodom
            3 metrics --textfile DIR/none/varve.prom
            3 log nodom
            3 diff nodom s1
            3 diff web nosnap
            3 map nodom
            3 map web --output DIR/none/map.svg
            3 nbd nodom s1 --socket DIR/socket
            3 nbd web nosnap --socket DIR/socket
            3 nbd web s1 --socket DIR/none/socket
            3 doctor nodom
            3 recover nodom
            3 run-policies --domain nodom
            3 run-policies --policies DIR/none
            3 help nocommand
            2 prune web
            2 prune web --keep-last 0
            2 clone web
            2 snapshots --older-than soon
            2 log --since soon
            2 status --max-depth 3
            2 map web --all
            2 run-policies --at soon
            2 import DIR/none.tar
            1 undo web --nonsense
            1 hold web
            3 undo web
            2 clone web web --snapshot s1
            4 prune web --all --keep-tag none
            4 export web ARCHIVE
            """;

    private static final Set<String> WITHOUT_LIBVIRT =
            Set.of("3 help nocommand", "3 run-policies --policies DIR/none");

    @AutoClose private final PrivateHost host = PrivateHost.create();

    ExitCodeTest() throws IOException {}

    private static List<String> ours() {
        return Commands.table().commandLine().getSubcommands().entrySet().stream()
                .filter(command -> command.getValue().<VirshCommand>getCommand().ours())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void tellsWhatWentWrong() throws Exception {
        host.define("web", 1);
        host.varve("snapshot-create-as", "web", "s1").ok();
        host.varve("export", "web", archive().toString()).ok();
        var wrong = new ArrayList<String>();
        for (var line : LINES.lines().toList()) {
            var words = new ArrayList<>(Arrays.asList(placed(line).split(" ")));
            int expected = Integer.parseInt(words.removeFirst());
            var outcome = host.varve(words.toArray(String[]::new));
            if (outcome.exit() != expected) {
                wrong.add(line + " ends with " + outcome.exit() + ": " + outcome.err());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(LINES.lines().map(line -> line.replaceAll("^\\d (\\S+).*", "$1")))
                .containsAll(ours());
    }

    /// Where no libvirt answers, which is told before anything else is looked at.
    @Test
    void tellsThatThereIsNoLibvirt() {
        var exits =
                LINES.lines()
                        .filter(line -> line.startsWith("3 ") && !WITHOUT_LIBVIRT.contains(line))
                        .map(line -> placed(line).substring(2))
                        .filter(line -> connectionless(line) != ExitCode.NO_CONNECTION.number())
                        .toList();
        assertThat(exits).isEmpty();
    }

    private static int connectionless(String line) {
        var silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Varve(silent, silent, Map.of("VIRSH_DEFAULT_CONNECT_URI", "nope:///x"))
                .run(List.of(line.split(" ")));
    }

    private Path archive() {
        return host.images().resolve("web.tar");
    }

    private String placed(String line) {
        return line.replace("DIR", host.images().toString())
                .replace("ARCHIVE", archive().toString());
    }
}
