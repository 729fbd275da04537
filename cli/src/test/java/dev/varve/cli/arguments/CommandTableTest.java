package dev.varve.cli.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.command.Commands;
import dev.varve.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandTableTest {

    @Command(description = "Counted.")
    private static final class Counted implements VirshCommand {
        @Option(names = "--flag")
        boolean flag;

        @Override
        public void run(Session session) {}
    }

    private final List<String> made = new ArrayList<>();
    private final CommandTable table =
            CommandTable.empty()
                    .with("first", () -> make("first"))
                    .with("second", () -> make("second"))
                    .with("third", () -> make("third"));

    private Counted make(String name) {
        made.add(name);
        return new Counted();
    }

    private VirshParse parse(String... arguments) {
        return new VirshArguments(table).parse(List.of(arguments));
    }

    @Test
    void buildsTheModelOfTheCommandThatIsAskedForAlone() {
        var commands = (VirshParse.Commands) parse("second", "--flag");

        assertThat(made).containsExactly("second");
        assertThat(commands.invocations().getFirst().command().getParent().getSubcommands())
                .containsOnlyKeys("second");
    }

    @Test
    void buildsThoseOfAStringAloneAndEachAfresh() {
        var commands = (VirshParse.Commands) parse("third --flag; first; third");
        var bodies = new ArrayList<Boolean>();
        for (var invocation : commands.invocations()) {
            invocation
                    .command()
                    .getParent()
                    .parseArgs(invocation.arguments().toArray(String[]::new));
            Counted body = invocation.command().getCommand();
            bodies.add(body.flag);
        }

        assertThat(made).containsExactly("third", "first", "third");
        assertThat(bodies).containsExactly(true, false, false);
    }

    @Test
    void buildsNoneForACommandThatIsNotThere() {
        assertThat(parse("fourth"))
                .isEqualTo(new VirshParse.Wrong(List.of("unknown command: 'fourth'")));
        assertThat(made).isEmpty();
    }

    @Test
    void buildsAllForTheHelpInTheirOrder() {
        assertThat(table.commandLine().getUsageMessage()).contains("first ", "second ", "third ");
        assertThat(made).containsExactly("first", "second", "third");
    }

    /// A name in the annotation too could differ from the one in the table.
    @Test
    void namesEachCommandOnceAndDescribesIt() {
        var all = Commands.table().commandLine().getSubcommands();

        assertThat(all).hasSizeGreaterThan(30);
        assertThat(all).allSatisfy(CommandTableTest::isNamedByTheTable);
    }

    private static void isNamedByTheTable(String name, CommandLine command) {
        Object body = command.getCommand();
        var annotation = body.getClass().getAnnotation(Command.class);

        assertThat(annotation.name()).isEqualTo("<main class>");
        assertThat(annotation.description()).hasSize(1);
        assertThat(command.getCommandName()).isEqualTo(name);
        assertThat(Commands.table().commandLine(name).orElseThrow().getUsageMessage())
                .isEqualTo(command.getUsageMessage());
    }
}
