package dev.varve.cli.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our reading of arguments against that of the installed virsh, to the byte. Where virsh refuses them, or the options
/// contradict each other, we print what it prints; where it begins the command, we do.
///
/// A row is an argument list behind `-c test:///default`: words between blanks, `''` for an empty one.
class VirshDifferentialTest {

    private static final Set<String> READING =
            Set.of(
                    "list",
                    "domblklist",
                    "snapshot-list",
                    "snapshot-info",
                    "snapshot-parent",
                    "snapshot-current",
                    "snapshot-dumpxml",
                    "snapshot-edit");

    static Stream<String> rows() {
        return ArgumentRows.all();
    }

    /// Each is the one argument behind `-c test:///default`; `\n` is a newline.
    private static final String STRINGS =
            """
            list --name; list --uuid
            list;foo
            foo;list
            ;
            ;;list --name;;
            list --name;snapshot-info test; list --name
            list --name; snapshot-info test
            \\s list --name
            list 'x
            list "x
            list x\\
            list "x\\
            foo "x
            foo; list "x
            list; foo "x
            snapshot-info; list "x
            snapshot-info "x
            snapshot-list test --from "x
            snapshot-list test --frm "x
            list a "x
            list 'a'\\
            snapshot-info 'a b' 'c''d'
            snapshot-info a\\;b "c\\"d"
            snapshot-info a;b
            # list
            list # foo
            list#
            list\\nlist --name
            list \\\\\\n--name
            list --na\\\\\\nme
            list 'a\\nb'
            list\\t--name
            list 'a\\b' "c\\d"
            snapshot-info #x
            snapshot-info x#y z
            snapshot-info '' ''
            snapshot-info test ""
            snapshot-list test --tree --name; list --name
            list --name; snapshot-list test --tree --name
            snapshot-list test '--tree'
            snapshot-list test '--' '--tree'
            """;

    static Stream<String> strings() {
        var lines =
                STRINGS.lines()
                        .map(s -> s.replace("\\\\\\n", "\\\n").replace("\\n", "\n"))
                        .map(s -> s.replace("\\t", "\t").replace("\\s", " "));
        return Stream.concat(lines, Stream.of("", " "));
    }

    /// Whole argument lists, for the options before the command.
    private static final String GLOBALS =
            """
            -c
            --connect
            --co
            --conn test:///default list --name
            --connect=test:///default list --name
            -ctest:///default list --name
            -qc test:///default list --name
            -qrctest:///default list --name
            -q=1 list
            --quiet=1 list
            --quiet= list
            --readonly=1
            --help=1
            --timing=1
            -d
            -d x list
            -d 1x list
            --debug=x
            --debug x
            --deb x
            -d 99999999999 list
            -d 9 foo
            -d -1 -d 5 foo
            -k
            --keepalive-interval
            -k x foo
            -k -1 foo
            --keepalive-interval=x foo
            --keepalive-interval=-1 foo
            --keepalive-i x foo
            -K
            -K x foo
            -K -1 foo
            --keepalive-count=-1 foo
            --keepalive-c
            --k 3 foo
            --keepalive 3 foo
            -k 5 -K 5 foo
            -e xx foo
            -e x foo
            -e ^[ foo
            -e ^[[ foo
            -e '' foo
            -e é foo
            -e
            --escape
            -l
            --log
            -x
            -qx
            -xq
            --foo
            --foo=1
            --no=1
            --=1
            -q -- foo
            -q -- -c
            --
            -q foo -q
            -t foo
            -r foo
            -c x foo
            -c nope:///x snapshot-list --foo
            -c nope:///x snapshot-list a b c
            -x -h
            -c test:///default -q snapshot-list test --tree --name
            -q -c test:///default snapshot-info
            -d 9 -c test:///default snapshot-edit nodom --clone --rename
            """;

    static Stream<String> globals() {
        return GLOBALS.lines().filter(row -> !row.equals("--"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsArgumentsAsVirshDoes(String row) throws Exception {
        var arguments = Stream.concat(Stream.of("-c", "test:///default"), words(row)).toList();

        assertSame(arguments);
    }

    @ParameterizedTest
    @MethodSource("strings")
    void readsACommandStringAsVirshDoes(String string) throws Exception {
        assertSame(List.of("-c", "test:///default", string));
    }

    @ParameterizedTest
    @MethodSource("globals")
    void readsGlobalOptionsAsVirshDoes(String row) throws Exception {
        assertSame(words(row).toList());
    }

    @Test
    void hasEnoughRowsForEachCommand() {
        var perCommand =
                rows().collect(
                                Collectors.groupingBy(
                                        r -> words(r).findFirst().orElseThrow(),
                                        Collectors.counting()));

        assertThat(rows().count()).isGreaterThan(150);
        assertThat(VirshCommands.table().commandLine().getSubcommands().keySet())
                .hasSize(17)
                .allSatisfy(c -> assertThat(perCommand.get(c)).as(c).isGreaterThan(7));
    }

    private static void assertSame(List<String> arguments)
            throws IOException, InterruptedException {
        var virsh = Virsh.run(arguments);
        var ours = Front.run(arguments);
        if (ours.isPresent()) {
            assertThat(ours.get()).isEqualTo(virsh);
        } else {
            assertThat(virsh).matches(Outcome::commandBegan, "virsh begins the command, as we do");
        }
        if (onlyReads(arguments)) {
            assertThat(InProcess.run(arguments)).isEqualTo(virsh);
        }
    }

    /// Whether every word that could be a command is one that changes nothing; our help is another.
    private static boolean onlyReads(List<String> arguments) {
        return arguments.stream().anyMatch(READING::contains)
                && arguments.stream().noneMatch(a -> a.startsWith("--help") || a.equals("-h"));
    }

    private static Stream<String> words(String row) {
        return Stream.of(row.split(" ")).map(w -> w.equals("''") ? "" : w);
    }
}
