package dev.varve.cli.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.arguments.CommandTable;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.GlobalArguments;
import dev.varve.cli.arguments.GlobalParse;
import dev.varve.cli.arguments.VirshArguments;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.session.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class VirshArgumentsTest {

    private VirshParse parse(String... arguments) {
        return new VirshArguments(VirshCommands.table()).parse(List.of(arguments));
    }

    private VirshParse.Invocation only(String... arguments) {
        var commands = (VirshParse.Commands) parse(arguments);
        assertThat(commands.invocations()).hasSize(1);
        return commands.invocations().getFirst();
    }

    private <T> T command(Class<T> type, String... arguments) {
        var invocation = only(arguments);
        invocation.command().getParent().parseArgs(invocation.arguments().toArray(String[]::new));
        return type.cast(invocation.command().getCommand());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # typed                                          | for picocli
                    snapshot-list web                                | --domain=web
                    snapshot-list --tree web                         | --tree --domain=web
                    snapshot-list web s1                             | --domain=web --from=s1
                    snapshot-list --from s1 web                      | --from=s1 --domain=web
                    snapshot-list --domain=web --from=a=b            | --domain=web --from=a=b
                    snapshot-list -- --tree                          | --domain=--tree
                    snapshot-list -x                                 | --domain=-x
                    snapshot-list @file                              | --domain=@file
                    snapshot-list web --from --tree                  | --domain=web --from=--tree
                    snapshot-create-as web n d vda vdb               | --domain=web --name=n --description=d --diskspec=vda --diskspec=vdb
                    snapshot-create-as web --diskspec vda n --halt   | --domain=web --diskspec=vda --name=n --halt
                    snapshot-create-as --memspec /m web              | --memspec=/m --domain=web
                    snapshot-revert web s --discard --dry-run --json | --domain=web --snapshotname=s --discard --dry-run --json
                    snapshot-delete web s --dry-run                  | --domain=web --snapshotname=s --dry-run
                    list --json                                      | --json
                    """)
    void givesPicocliWhatItTakes(String typed, String canonical) {
        assertThat(String.join(" ", only(typed.split(" ")).arguments()))
                .isEqualTo(typed.substring(0, typed.indexOf(" ") + 1) + canonical);
    }

    @Test
    void fillsACommandsFields() {
        var command =
                command(
                        SnapshotCreateAsCommand.class,
                        "snapshot-create-as",
                        "my web",
                        "n=1",
                        "",
                        "vda,file=/x y",
                        "--",
                        "--live");

        assertThat(command.domain).isEqualTo("my web");
        assertThat(command.name).contains("n=1");
        assertThat(command.description).contains("");
        assertThat(command.diskspec).containsExactly("vda,file=/x y", "--live");
        assertThat(command.memspec).isEmpty();
        assertThat(command.take.live).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"q\"",
                "'q'",
                "-",
                "--",
                "--tree",
                "@x",
                "${sys:user.name}",
                "a,b",
                "é 😀"
            })
    void handsValuesThroughAsTheyAre(String value) {
        assertThat(command(SnapshotListCommand.class, "snapshot-list", "web", "--from", value).from)
                .contains(value);
    }

    @Test
    void startsEachCommandOfAStringAfresh() {
        var commands = (VirshParse.Commands) parse("snapshot-list a --tree; snapshot-list 'b c'");

        assertThat(commands.invocations())
                .extracting(VirshParse.Invocation::arguments)
                .containsExactly(
                        List.of("snapshot-list", "--domain=a", "--tree"),
                        List.of("snapshot-list", "--domain=b c"));
    }

    @Test
    void wantsHelpWhateverIsMissing() {
        assertThat(only("snapshot-info", "--help").help()).isTrue();
        assertThat(only("snapshot-info", "web", "--help", "s").help()).isTrue();
        assertThat(parse("snapshot-info", "--help", "--foo")).isInstanceOf(VirshParse.Wrong.class);
    }

    @Test
    void wantsWhatIsRequiredThoughABareValueCantBeIt() {
        var table = CommandTable.empty().with("draw", Draw::new);

        assertThat(new VirshArguments(table).parse(List.of("draw")))
                .isEqualTo(
                        new VirshParse.Wrong(
                                List.of(
                                        "command 'draw' requires <domain> option",
                                        "command 'draw' requires --file option")));
        assertThat(new VirshArguments(table).parse(List.of("draw", "web", "--file", "f")))
                .isInstanceOf(VirshParse.Commands.class);
    }

    @Command
    private static final class Draw implements VirshCommand {
        @Data(0)
        @Option(names = "--domain", required = true)
        @SuppressWarnings("unused") // The parser looks at it.
        String domain = "";

        @Option(names = "--file", required = true)
        @SuppressWarnings("unused") // The parser looks at it.
        String file = "";

        @Override
        public void run(Session session) {
            throw new AssertionError("it is never run");
        }
    }

    @Test
    void readsGlobalOptions() {
        var ready =
                (GlobalParse.Ready)
                        GlobalArguments.parse(
                                List.of(
                                        "-qr",
                                        "-k",
                                        " +5",
                                        "--conn=x",
                                        "-d9",
                                        "-l/x",
                                        "-t",
                                        "list",
                                        "-q"));

        assertThat(ready.options().connect()).contains("x");
        assertThat(ready.options().quiet()).isTrue();
        assertThat(ready.options().readonly()).isTrue();
        assertThat(ready.options().timing()).isTrue();
        assertThat(ready.options().keepaliveInterval()).contains(5);
        assertThat(ready.options().keepaliveCount()).isEmpty();
        assertThat(ready.options().warnings())
                .containsExactly("ignoring debug level 9 out of range [0-4]");
        assertThat(ready.rest()).containsExactly("list", "-q");
    }

    @Test
    void takesAnEmptyUriForTheDefaultConnectionButOpensItFirst() {
        var ready = (GlobalParse.Ready) GlobalArguments.parse(List.of("-c", "", "list"));

        assertThat(ready.options().connect()).contains("");
        assertThat(ready.options().uri()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-v,false",
        "--version,true",
        "--version=short,false",
        "--version=long,true",
        "-V,true",
        "-qV,true",
        "--ver=x,false"
    })
    void showsTheVersionAtOnce(String argument, boolean full) {
        assertThat(GlobalArguments.parse(List.of(argument, "--foo")))
                .isInstanceOfSatisfying(
                        GlobalParse.Version.class,
                        version -> assertThat(version.full()).isEqualTo(full));
    }

    @Test
    void showsTheHelpAtOnce() {
        assertThat(GlobalArguments.parse(List.of("-c", "x", "-h", "--foo")))
                .isEqualTo(new GlobalParse.Help());
    }
}
