package dev.varve.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.command.Commands;
import dev.varve.cli.session.GlobalOptions;
import dev.varve.cli.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The shell, by the keys that are pressed: on a terminal that is two streams, and a libvirt of whose three domains one
/// has a name that a terminal would obey.
class TerminalShellTest {
    private static final String UP = "\u001bOA";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @TempDir private Path directory;

    private final List<String> lines = new ArrayList<>();
    private final Screen screen = new Screen();
    private String uri = "";

    @BeforeEach
    void writeDomains() throws IOException {
        var node = directory.resolve("node.xml");
        Files.writeString(
                node,
                "<node xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>"
                        + domain("web", "00000000-0000-4000-8000-000000000001", "before")
                        + domain("my &quot;vm&quot;", "00000000-0000-4000-8000-000000000002", "s1")
                        + domain("c&#x9b;31mone", "00000000-0000-4000-8000-000000000003", "s1")
                        + "</node>");
        uri = "test://" + node;
    }

    private static String domain(String name, String uuid, String snapshot) {
        var domain =
                "<domain type='test'><name>%s</name><uuid>%s</uuid><memory>1024</memory><os><type>hvm</type></os>%s</domain>";
        var taken =
                """
                <test:domainsnapshot><name>%s</name><state>shutoff</state><creationTime>1</creationTime>
                %s<active>0</active></test:domainsnapshot>
                """
                        .formatted(snapshot, domain.formatted(name, uuid, ""));
        return domain.formatted(name, uuid, taken);
    }

    private void press(String keys) throws IOException {
        press(keys, (_, line) -> lines.add(line));
    }

    private interface Performed {
        boolean perform(Terminal terminal, String line);
    }

    private void press(String keys, Performed performed) throws IOException {
        press(List.of(new Screen.Awaited("", 0, keys)), performed);
    }

    private void press(List<Screen.Awaited> keys, Performed performed) throws IOException {
        var options =
                new GlobalOptions(
                        Optional.of(uri),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of());
        var nowhere = new PrintStream(new ByteArrayOutputStream());
        var environment = Map.of("XDG_CACHE_HOME", directory.toString());
        var terminal =
                new ExternalTerminal(
                        null,
                        "varve",
                        "xterm",
                        screen.keys(keys),
                        screen,
                        StandardCharsets.UTF_8,
                        Terminal.SignalHandler.SIG_DFL,
                        /* paused= */ true);
        terminal.setSize(Size.of(80, 24));
        // Else a key that is pressed before the shell reads would be the line discipline's.
        terminal.enterRawMode();
        terminal.resume();
        try (var session = new Session(options, nowhere, nowhere, environment)) {
            new TerminalShell(terminal, session, ShellWords.in(Commands.table()))
                    .run(line -> performed.perform(terminal, line));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`snapshot-rev~` | `snapshot-revert `",
                "`snapshot-revert we~` | `snapshot-revert web `",
                "`snapshot-revert web ~` | `snapshot-revert web before `",
                "`snapshot-revert --domain=we~` | `snapshot-revert --domain=web `",
                "`undo web --dr~` | `undo web --dry-run `",
                "`list; undo my~` | `list; undo \"my \\\"vm\\\"\" `",
                "`undo \"my ~` | `undo \"my \\\"vm\\\"\" `",
                "`hold my\\ ~ s~` | `hold \"my \\\"vm\\\"\" s1 `",
                "`snapshot-revert wbe~` | `snapshot-revert wbe`",
                "`frobnicate we~` | `frobnicate we`",
                "`quit~` | `quit `"
            })
    void completes(String typed, String line) throws IOException {
        press(typed.replace('~', '\t').replace("\" s", "\"s").replace("\t s", "\ts") + "\r");

        assertThat(lines).containsExactly(line);
    }

    /// What is a name to libvirt is a command to a terminal: red letters, here.
    @Test
    void showsNoNameThatATerminalObeys() throws IOException {
        press("undo c\t\r" + "undo \t\t");

        assertThat(lines).containsExactly("undo \"c\u009b31mone\" ");
        assertThat(screen.text()).contains("c\\x9b31mone", "web").doesNotContain("\u009b");
    }

    @Test
    void keepsWhatWasTypedForItsUserAlone() throws IOException {
        press("list --all\rundo web\r" + CTRL_D);
        press(UP + UP + "\r" + CTRL_D);

        assertThat(lines).containsExactly("list --all", "undo web", "list --all");
        var history = directory.resolve("varve/history");
        assertThat(history).content().contains("list --all", "undo web");
        assertThat(Files.getPosixFilePermissions(history)).hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    /// Of a directory that can't be written in, or a history that isn't a file, nothing is said.
    @Test
    void worksWithoutAHistory() throws IOException {
        Files.createDirectories(directory.resolve("varve/history"));

        press("list\r" + CTRL_D);

        assertThat(lines).containsExactly("list");
    }

    @Test
    void ctrlCEndsWhatIsTypedAndCtrlDTheShell() throws IOException {
        press(
                List.of(
                        new Screen.Awaited("varve # ", 1, "snapshot-del"),
                        new Screen.Awaited("snapshot-del", 1, CTRL_C),
                        new Screen.Awaited("varve # ", 2, "list\r" + CTRL_D + "undo web\r")),
                (_, line) -> lines.add(line));

        assertThat(lines).containsExactly("list");
    }

    @Test
    void ctrlCInterruptsTheCommandThatRuns() throws IOException {
        var interrupted = new ArrayList<Boolean>();

        press(
                "first\rsecond\r" + CTRL_D,
                (terminal, line) -> {
                    if (line.equals("first")) {
                        terminal.raise(Terminal.Signal.INT);
                    }
                    interrupted.add(Thread.currentThread().isInterrupted());
                    return true;
                });

        assertThat(interrupted).containsExactly(true, false);
    }

    @Test
    void endsWhenALineEndsIt() throws IOException {
        press("list\rquit\rlist\r", (_, line) -> lines.add(line) && !line.equals("quit"));

        assertThat(lines).containsExactly("list", "quit");
    }
}
