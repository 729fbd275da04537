package dev.varve.cli.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Each command has virsh's options, of virsh's kinds, and besides them only those that we mean it to have.
class VirshOptionsTest {

    private static final Set<String> OURS =
            Set.of(
                    "--json",
                    "--details",
                    "--dry-run",
                    "--dir",
                    "--discard",
                    "--keep-undo",
                    "--pool",
                    "--tag",
                    "--policy",
                    "--bandwidth",
                    "--bytes",
                    "--timeout",
                    "--pause-to-finish",
                    "--group",
                    "--member",
                    "--freeze-timeout");

    /// What newer versions of virsh have besides.
    private static final Set<String> NEWER = Set.of("--dest-is-zero");

    /// An option in virsh's help: `--name`, perhaps in brackets, perhaps with the kind of its value, which
    /// newer versions put dots behind where it may be given again.
    private static final Pattern OPTION =
            Pattern.compile("^    \\[?(--[a-z-]+)]?( <(?:string|number)>)?(?:\\.\\.\\.)?  ");

    static Stream<CommandLine> commands() {
        return VirshCommands.table().commandLine().getSubcommands().values().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void areThoseOfVirsh(CommandLine command) throws Exception {
        var help = Virsh.run(List.of("help", command.getCommandName())).out();
        var theirs =
                help.lines()
                        .map(OPTION::matcher)
                        .filter(m -> m.find() && !NEWER.contains(m.group(1)))
                        .map(m -> m.group(1) + (m.group(2) == null ? "" : " VALUE"))
                        .collect(Collectors.toSet());
        var ours =
                command.getCommandSpec().options().stream()
                        .filter(o ->
                                theirs.contains(described(o)) || !OURS.contains(o.longestName()))
                        .map(VirshOptionsTest::described)
                        .collect(Collectors.toSet());

        assertThat(ours).isEqualTo(theirs).isNotEmpty();
    }

    private static String described(OptionSpec option) {
        return option.longestName() + (option.arity().max() == 0 ? "" : " VALUE");
    }
}
