package dev.varve.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.Manual;
import dev.varve.cli.arguments.VirshArguments;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.command.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// What users read of the commands fits them.
class ManualTest {
    private static final Path DOCS = Path.of("../docs");

    @TempDir Path folder;

    static List<CommandLine> commands() {
        return List.copyOf(Commands.table().commandLine().getSubcommands().values());
    }

    private static Set<String> names() {
        return new TreeSet<>(Commands.table().commandLine().getSubcommands().keySet());
    }

    @Test
    void eachCommandIsInOneTopic() {
        var listed = new ArrayList<String>();
        Topic.ALL.forEach(topic -> listed.addAll(topic.pages().keySet()));
        assertThat(listed).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(listed)).isEqualTo(names());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachCommandHasAPageOfTheGuide(CommandLine command) {
        var page = Topic.page(command.getCommandName());
        assertThat(DOCS.resolve(page.equals("README.md") ? "../README.md" : page)).exists();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachExampleCanBeGiven(CommandLine command) {
        var model = new CommandModel(command);
        assertThat(model.examples()).isNotEmpty();
        for (var example : model.examples()) {
            assertThat(example).startsWith("varve " + model.name());
            var parsed =
                    new VirshArguments(Commands.table())
                            .parse(List.of(example.substring("varve ".length())));
            assertThat(parsed).as(example).isInstanceOf(VirshParse.Commands.class);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noLineOfHelpIsWiderThanATerminal(CommandLine command) {
        assertThat(HelpText.ofCommand(command).lines())
                .allMatch(line -> line.length() <= 80 || isOneWord(line));
        assertThat(HelpText.ofCommand(command))
                .contains("Usage: varve " + command.getCommandName());
    }

    /// What has no blank in it is in no two lines.
    private static boolean isOneWord(String line) {
        return !line.strip().contains(" ");
    }

    /// A line that begins with a dot is a request of groff's, and a backslash begins an escape.
    @Test
    void pagesHaveNoRequestsAndEscapesButTheirOwn() throws IOException {
        Manual.write(folder, "2026-11-30");
        for (var name : names()) {
            var page = Files.readString(folder.resolve("man/man1/varve-" + name + ".1"));
            assertThat(page.lines().filter(line -> line.startsWith(".")))
                    .allMatch(line -> line.matches("[.](TH|SH|PP|TP|B|BR|I|EX|EE)( .*)?"));
            assertThat(page.replaceAll("\\\\(-|e|&|\\(dq|f[IBR])", "")).doesNotContain("\\");
        }
        assertThat(folder.resolve("man/man1/varve.1")).content().contains("EXIT STATUS", "recover");
    }

    /// compgen would expand a name, and run what stands in it.
    @Test
    void bashRunsNothingThatANameHolds() throws Exception {
        Manual.write(folder, "2026-11-30");
        var script =
                """
                . bash-completion/completions/varve
                varve() {
                  case "$*" in
                    *' list '*) printf '%s\\n' '$(touch ran)' '`touch ran`' 'my vm' ;;
                    *'snapshot-list my vm'*) printf '%s\\n' '${IFS}' 'after one' ;;
                  esac
                }
                complete_line() {
                  COMP_WORDS=("$@")
                  COMP_CWORD=$(($# - 1))
                  _varve
                  printf '%s\\n' "${COMPREPLY[@]}"
                }
                complete_line varve snapshot-revert ''
                complete_line varve snapshot-revert 'my\\ v'
                complete_line varve snapshot-revert 'my\\ vm' 'af'
                """;
        assertThat(bash(script, ""))
                .isEqualTo(
                        "\\$\\(touch\\ ran\\)\n\\`touch\\ ran\\`\nmy\\ vm\nmy\\ vm\nafter\\ one\n");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    /// As bash calls it, with a `varve` that has two domains, of which one has snapshots.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "varve snapshot-re | snapshot-revert",
                "varve -c qemu:///system snapshot-rev | snapshot-revert",
                "varve snapshot-revert we | web",
                "varve snapshot-revert web bef | before",
                "varve snapshot-revert --domain d | db",
                "varve snapshot-revert web --run | --running",
                "varve --qui | --quiet",
                "varve help und | undo",
                "varve prune --keep-last 3 we | web"
            })
    void bashCompletes(String line, String completed) throws Exception {
        Manual.write(folder, "2026-11-30");
        var script =
                """
                . bash-completion/completions/varve
                varve() {
                  case "$*" in
                    *' list '*) printf '%s\\n' web db ;;
                    *'snapshot-list web'*) printf '%s\\n' before ;;
                  esac
                }
                read -ra COMP_WORDS <<<"$1"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _varve
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        assertThat(bash(script, line)).isEqualTo(completed + "\n");
    }

    private String bash(String script, String argument) throws Exception {
        var process =
                new ProcessBuilder("bash", "-eu", "-c", script, "bash", argument)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
