package dev.varve.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.command.Commands;
import dev.varve.cli.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What holds for all commands alike.
class ConsistencyTest {
    private static final Path EXIT_CODES = Path.of("../docs/reference/exit-codes.md");

    private static final Map<String, String> WITHOUT_JSON =
            Map.of(
                    "help", "it is for people alone",
                    "metrics", "what it prints is for programs, in Prometheus' own form");

    private static final Map<String, String> WITHOUT_DRY_RUN = reasons();

    private static Map<String, String> reasons() {
        var reasons = new HashMap<String, String>();
        Stream.of(
                        "chain",
                        "diff",
                        "domblklist",
                        "du",
                        "help",
                        "list",
                        "log",
                        "nbd",
                        "snapshot-dumpxml",
                        "snapshot-info",
                        "snapshot-list",
                        "snapshot-parent",
                        "snapshots",
                        "status",
                        "version")
                .forEach(name -> reasons.put(name, "it only reads"));
        Stream.of("export", "map", "metrics")
                .forEach(name ->
                        reasons.put(name, "it writes a file of its own, and only reads else"));
        reasons.put("blockjob", "virsh's: what it does to a job is what its options say");
        reasons.put("snapshot-current", "virsh's: with a name it notes that name and nothing else");
        reasons.put("snapshot-edit", "virsh's: what is done is what was typed into the editor");
        return reasons;
    }

    private static Map<String, CommandLine> commands() {
        return Commands.table().commandLine().getSubcommands();
    }

    private static Set<String> without(String option) {
        return commands().entrySet().stream()
                .filter(command -> command.getValue().getCommandSpec().findOption(option) == null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// A command that gets the option leaves the list.
    @Test
    void eachCommandHasJsonUnlessThereIsAReason() {
        assertThat(without("--json")).isEqualTo(new TreeSet<>(WITHOUT_JSON.keySet()));
    }

    /// A command that gets the option leaves the list.
    @Test
    void eachCommandThatChangesHasADryRunUnlessThereIsAReason() {
        assertThat(without("--dry-run")).isEqualTo(new TreeSet<>(WITHOUT_DRY_RUN.keySet()));
    }

    @Test
    void theTableOfExitCodesIsTheProgramsOwn() throws IOException {
        var codes = new HashMap<Integer, String>();
        Pattern.compile("^\\| (\\d+) \\| `?([a-z-]*)`? ?\\|", Pattern.MULTILINE)
                .matcher(Files.readString(EXIT_CODES))
                .results()
                .forEach(row -> codes.put(Integer.valueOf(row.group(1)), row.group(2)));
        assertThat(codes)
                .isEqualTo(
                        Arrays.stream(ExitCode.values())
                                .filter(code -> !code.name().startsWith("CHECK_"))
                                .collect(
                                        Collectors.toMap(
                                                ExitCode::number,
                                                code -> code == ExitCode.DONE ? "" : code.word())));
    }

    @Test
    void theCommandsWithExitCodesOfTheirOwnAreListed() throws IOException {
        var page = Files.readString(EXIT_CODES);
        var listed = page.substring(page.indexOf('('), page.indexOf(')'));
        var ours =
                commands().entrySet().stream()
                        .filter(command -> isOurs(command.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        assertThat(Pattern.compile("`([a-z-]+)`").matcher(listed).results())
                .extracting(found -> found.group(1))
                .containsExactlyInAnyOrderElementsOf(ours);
    }

    private static boolean isOurs(CommandLine command) {
        VirshCommand body = command.getCommand();
        return body.ours();
    }
}
