package dev.varve.cli.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that only read, and `snapshot-edit`, against the installed virsh: over the same
/// domains the same bytes on stdout and stderr, and the same exit code.
class ReadingDifferentialTest {

    private static final String LIST =
            """
            list
            list --all
            list --inactive
            list --all --title
            list --title
            list --all --name
            list --all --uuid
            list --all --id
            list --id
            list --inactive --id
            list --all --name --uuid
            list --all --name --id
            list --all --uuid --id
            list --all --uuid --id --name
            list --all --name --title
            list --all --table
            list --all --managed-save
            list --all --managed-save --title
            list --all --with-managed-save
            list --all --without-managed-save --name
            list --with-managed-save --without-managed-save
            list --all --transient
            list --persistent
            list --transient --persistent --all --name
            list --with-snapshot --all
            list --without-snapshot
            list --all --with-snapshot --without-snapshot
            list --with-checkpoint --all
            list --without-checkpoint --all
            list --autostart --all
            list --no-autostart
            list --state-running
            list --state-paused
            list --state-shutoff
            list --state-other
            list --state-shutoff --state-running
            list --all --state-shutoff --state-running
            list --inactive --state-running
            list --state-other --state-paused --name
            -q list --all
            -q list --all --title
            -q list
            -r list --all
            -q list --all --name
            list --table --name
            list --all nonsense
            """;

    private static final String DOMBLKLIST =
            """
            domblklist web
            domblklist web --details
            domblklist web --inactive
            domblklist --domain web --inactive --details
            -q domblklist web
            -q domblklist web --details
            -r domblklist web
            domblklist empty
            domblklist empty --details
            -q domblklist empty
            domblklist nodom
            domblklist ''
            domblklist 1
            domblklist ' 1'
            domblklist +1
            domblklist -1
            domblklist 99
            domblklist 7
            domblklist 07
            domblklist 1x
            domblklist 99999999999999
            domblklist 00000000-0000-4000-8000-000000000001
            domblklist 00000000-0000-4000-8000-000000000009
            domblklist 0000000000004000800000000000000001
            domblklist '日本 VM'
            domblklist Web
            """;

    private static final String SNAPSHOT_LIST =
            """
            snapshot-list web
            snapshot-list web --parent
            snapshot-list web --name
            snapshot-list web --tree
            snapshot-list web --roots
            snapshot-list web --roots --name
            snapshot-list web --leaves
            snapshot-list web --no-leaves
            snapshot-list web --leaves --no-leaves
            snapshot-list web --leaves --parent
            snapshot-list web --metadata
            snapshot-list web --no-metadata
            snapshot-list web --metadata --no-metadata
            snapshot-list web --no-metadata --tree
            snapshot-list web --no-metadata --name
            snapshot-list web --metadata --tree
            snapshot-list web --inactive
            snapshot-list web --active
            snapshot-list web --disk-only
            snapshot-list web --inactive --active
            snapshot-list web --inactive --disk-only
            snapshot-list web --active --disk-only
            snapshot-list web --inactive --active --disk-only
            snapshot-list web --internal
            snapshot-list web --external
            snapshot-list web --internal --external
            snapshot-list web --external --inactive
            snapshot-list web --external --leaves --name
            snapshot-list web --internal --no-leaves --parent
            snapshot-list web --disk-only --internal
            snapshot-list web --roots --external
            snapshot-list web --roots --leaves
            snapshot-list web --from s1
            snapshot-list web s1
            snapshot-list web --from s1 --parent
            snapshot-list web --from s1 --name
            snapshot-list web --from s1 --descendants
            snapshot-list web --from s1 --descendants --parent
            snapshot-list web --from s1 --descendants --name
            snapshot-list web --from s1 --descendants --leaves
            snapshot-list web --from s1 --leaves
            snapshot-list web --from s1 --no-leaves --name
            snapshot-list web --from s1 --descendants --external
            snapshot-list web --from s1 --descendants --tree
            snapshot-list web --from über --tree --descendants
            snapshot-list web --from über --tree
            snapshot-list web --from root2 --tree
            snapshot-list web --from lonely --tree
            snapshot-list web --from lonely
            snapshot-list web --from lonely --name
            snapshot-list web --from '日本' --tree
            snapshot-list web --from 'Zweiter Ast' --tree --descendants
            snapshot-list web --from back\\x41
            snapshot-list web --from -x
            snapshot-list web --from nope
            snapshot-list web --from S1
            snapshot-list web --from ''
            snapshot-list web --from=
            snapshot-list nodom --from nope
            snapshot-list nodom --from=
            snapshot-list web --current
            snapshot-list web --current --tree
            snapshot-list web --current --descendants --name
            snapshot-list web --current --from s1
            snapshot-list web --current --from ''
            snapshot-list empty --current
            snapshot-list empty --current --tree
            snapshot-list empty
            snapshot-list empty --parent
            snapshot-list empty --tree
            snapshot-list empty --name
            -q snapshot-list empty
            -q snapshot-list web
            -q snapshot-list web --parent
            -q snapshot-list web --tree
            -q snapshot-list web --name
            -q snapshot-list nodom
            -r snapshot-list web --parent
            -r snapshot-list web --tree
            snapshot-list chain
            snapshot-list chain --topological
            snapshot-list chain --topological --name
            snapshot-list chain --topological --parent
            snapshot-list chain --topological --tree
            snapshot-list chain --from z --topological --descendants
            snapshot-list chain --from z --topological --descendants --tree
            snapshot-list chain --from z --topological
            snapshot-list chain --from m --descendants
            snapshot-list chain --external --topological
            snapshot-list chain --leaves
            snapshot-list chain --no-leaves
            snapshot-list chain --tree
            snapshot-list chain --current
            snapshot-list chain --name --parent
            snapshot-list 00000000-0000-4000-8000-000000000001 --name
            snapshot-list 1 --name
            snapshot-list '日本 VM'
            snapshot-list nodom
            snapshot-list ''
            snapshot-list '' --tree --name
            snapshot-list web --tree --name
            snapshot-list web --tree --external
            snapshot-list web --roots --from s1
            snapshot-list web --descendants
            snapshot-list web s1 x
            """;

    private static final String VERSION =
            """
            version
            version --daemon
            -q version
            -r version --daemon
            """;

    private static final String INFO =
            """
            snapshot-info web s1
            snapshot-info web S2
            snapshot-info web 'Zweiter Ast'
            snapshot-info web über
            snapshot-info web '日本'
            snapshot-info web --snapshotname '日本'
            snapshot-info web --current
            snapshot-info web 'x\ty'
            snapshot-info web t3
            snapshot-info web back\\x41
            snapshot-info web root2
            snapshot-info web Apex
            snapshot-info web timeless
            snapshot-info web lonely
            snapshot-info web -x
            snapshot-info web -- -x
            snapshot-info chain a
            snapshot-info chain z
            snapshot-info chain --current
            snapshot-info 00000000-0000-4000-8000-000000000007 Q
            snapshot-info web nope
            snapshot-info web S1
            snapshot-info web ''
            snapshot-info '' s1
            snapshot-info '' ''
            snapshot-info nodom s1
            snapshot-info nodom ''
            snapshot-info nodom --current s1
            snapshot-info web --current s1
            snapshot-info web --current --snapshotname=
            snapshot-info web
            snapshot-info empty --current
            snapshot-info empty s1
            -q snapshot-info web s1
            -q snapshot-info web nope
            -r snapshot-info web s1
            snapshot-parent web s1
            snapshot-parent web S2
            snapshot-parent web t3
            snapshot-parent web '日本'
            snapshot-parent web --current
            snapshot-parent web --current s1
            snapshot-parent web root2
            snapshot-parent web nope
            snapshot-parent web ''
            snapshot-parent web
            snapshot-parent nodom s1
            snapshot-parent '' s1
            snapshot-parent empty --current
            snapshot-parent chain --snapshotname a
            -q snapshot-parent web S2
            -q snapshot-parent web s1
            -r snapshot-parent web 'x\ty'
            """;

    private static final String CURRENT =
            """
            snapshot-current web
            snapshot-current web --name
            snapshot-current web --security-info
            snapshot-current web --name --security-info
            snapshot-current chain
            snapshot-current chain --name
            snapshot-current empty
            snapshot-current empty --name
            snapshot-current 1
            snapshot-current 00000000-0000-4000-8000-000000000002
            snapshot-current nodom
            snapshot-current ''
            snapshot-current web s1
            snapshot-current web --snapshotname '日本'
            snapshot-current web über
            snapshot-current web lonely
            snapshot-current web s1 --security-info
            snapshot-current web nope
            snapshot-current web ''
            snapshot-current web --snapshotname=
            snapshot-current nodom --snapshotname=
            snapshot-current web --name s1
            snapshot-current nodom s1
            -q snapshot-current web
            -q snapshot-current web --name
            -q snapshot-current web s1
            -q snapshot-current empty
            -r snapshot-current web
            -r snapshot-current web --security-info
            -r snapshot-current web s1
            """;

    private static final String DUMPXML =
            """
            snapshot-dumpxml web s1
            snapshot-dumpxml web über
            snapshot-dumpxml web '日本'
            snapshot-dumpxml web 'x\ty'
            snapshot-dumpxml web back\\x41
            snapshot-dumpxml web timeless
            snapshot-dumpxml --domain web --snapshotname lonely
            snapshot-dumpxml web s1 --security-info
            -r snapshot-dumpxml web s1
            -r snapshot-dumpxml web s1 --security-info
            -q snapshot-dumpxml web s1
            snapshot-dumpxml web nope
            snapshot-dumpxml web ''
            snapshot-dumpxml nodom s1
            snapshot-dumpxml nodom ''
            snapshot-dumpxml '' s1
            snapshot-dumpxml web s1 --wrap
            snapshot-dumpxml web s1 --xpath //disk
            snapshot-dumpxml web über --xpath //disk --wrap
            snapshot-dumpxml web s1 --xpath //disk/@name
            snapshot-dumpxml web s1 --xpath //disk/@name --wrap
            snapshot-dumpxml web s1 --xpath //@type
            snapshot-dumpxml web s1 --xpath //@type --wrap
            snapshot-dumpxml web s1 --xpath '//name | //state'
            snapshot-dumpxml web s1 --xpath '//@name | //state' --wrap
            snapshot-dumpxml web s1 --xpath //name/text()
            snapshot-dumpxml web s1 --xpath //name/text() --wrap
            snapshot-dumpxml web über --xpath //description
            snapshot-dumpxml web über --xpath //title
            snapshot-dumpxml web s1 --xpath //graphics --security-info
            snapshot-dumpxml web s1 --xpath //graphics
            snapshot-dumpxml web s1 --xpath //nope
            snapshot-dumpxml web s1 --xpath //nope --wrap
            snapshot-dumpxml web s1 --xpath //comment()
            snapshot-dumpxml web s1 --xpath /domainsnapshot/domain/devices/disk[2]
            snapshot-dumpxml web s1 --xpath //disk[last()]
            snapshot-dumpxml web s1 --xpath //target[starts-with(@dev,"vd")]/..
            snapshot-dumpxml web s1 --xpath //disk[@device="cdrom"]
            snapshot-dumpxml web s1 --xpath //memory
            snapshot-dumpxml web s1 --xpath ''
            snapshot-dumpxml nodom s1 --xpath ''
            snapshot-dumpxml web nope --xpath ''
            -r snapshot-dumpxml web s1 --security-info --xpath ''
            snapshot-dumpxml web s1 --xpath= --wrap
            snapshot-dumpxml web s1 --xpath count(//disk)
            snapshot-dumpxml web s1 --xpath string(//name)
            snapshot-dumpxml web s1 --xpath 1=1
            snapshot-dumpxml web s1 --xpath //a:b
            snapshot-dumpxml web nope --xpath [
            snapshot-dumpxml nodom s1 --xpath //disk
            snapshot-dumpxml web s1 --xpath //disk[
            snapshot-dumpxml web s1 --xpath //disk[@name=
            -q snapshot-dumpxml web s1 --xpath //nope
            -q snapshot-dumpxml web s1 --xpath //state
            -q snapshot-dumpxml web s1 --xpath //disk[
            """;

    /// The document of `snapshot-create-as`.
    private static final String SPEC =
            """
            web
            web name
            web name description
            web 'a<"&>b' 'd >'
            web ''
            web n ''
            web '' --memspec x
            web --memspec ''
            web --memspec=
            web --memspec file=
            web --memspec /a/b
            web --memspec file=/a/b,snapshot=external
            web --memspec snapshot=external,/a
            web --memspec snapshot=no
            web --memspec /a,,b,snapshot=no
            web --memspec file=/a,,
            web --memspec x
            web --memspec snapshot=a<b
            web --memspec snapshot=a,snapshot=b
            web --memspec /a,/b
            web --memspec file=/a,/b
            web --memspec ,
            web --memspec /a,
            web n d vda
            web n d vda vdb vdc
            web n vda vdb
            web --diskspec vda
            web --diskspec vda,snapshot=external --diskspec vdb,snapshot=no
            web n d vda,snapshot=external,driver=qcow2,file=/x
            web n d vda,file=/x,driver=qcow2,snapshot=external
            web n d vda,stype=file,file=/x
            web n d vda,stype=block,file=/dev/x
            web n d vda,stype=block
            web n d vda,stype=network,file=/x
            web n d vda,stype=foo
            web n d vda,stype=
            web n d vda,stype=file,stype=block
            web n d vda,driver=
            web n d vda,file=
            web n d vda,snapshot=
            web n d vda,file=x,file=y
            web n d vda,x
            web n d vda vdb,x vdc
            web n d vda,
            web n d ,
            web n d ''
            web n d vda,,x,,,file=y,,
            web n d vda,,,
            web n d 'v"d>a,snapshot=a"b,driver=a"b,stype=block,file=/d"x'
            web n d /images/a.qcow2,file=/x
            web n d vdü,file=/日本
            web 'x\ty' 'é\u0301'
            web 'a\001b'
            web --no-metadata
            web n --halt --disk-only --atomic --live --quiesce --reuse-external --validate
            web --diskspec vda,x --memspec y
            nodom
            nodom --memspec x
            nodom ''
            '' n
            1 n
            """;

    /// `$EDITOR | arguments`: every row of its own connection to its own copy of the domains.
    private static final String EDIT =
            """
            true                         | snapshot-edit web s1
            true                         | snapshot-edit web --current
            true                         | snapshot-edit web s1 --current
            true                         | snapshot-edit web s1 --rename
            true                         | snapshot-edit web s1 --clone
            true                         | snapshot-edit web s1 --rename --clone
            true                         | snapshot-edit web
            true                         | snapshot-edit web nope
            true                         | snapshot-edit web ''
            true                         | snapshot-edit web '' --current
            true                         | snapshot-edit nodom s1
            true                         | snapshot-edit '' s1
            true                         | snapshot-edit empty --current
            true                         | -q snapshot-edit web s1
            true                         | -r snapshot-edit web s1
            true                         | snapshot-edit web '日本'
            false                        | snapshot-edit web s1
            false                        | -q snapshot-edit web über
            no-such-editor               | snapshot-edit web s1
                                         | snapshot-edit web s1
            sh -c 'exit 3'               | snapshot-edit web s1
            sed -i s/running/paused/     | snapshot-edit web s1
            sed -i s/running/paused/     | -q snapshot-edit web s1
            sed -i s/running/paused/     | snapshot-edit web s1 --clone
            sed -i s/running/paused/     | snapshot-edit web s1 --current
            sed -i 's/>s1</>new</'       | snapshot-edit web s1 --clone
            sed -i 's/>s1</>new</'       | -q snapshot-edit web s1 --clone
            sed -i 's/>s1</>new</'       | snapshot-edit web s1 --rename
            sed -i 's/>s1</>new</'       | snapshot-edit web s1
            sed -i s/secret/other/       | snapshot-edit web s1
            rm                           | snapshot-edit web s1
            sed -i 's/of .*</new</'      | snapshot-edit chain m
            sed -i s/1700000000/1/       | snapshot-edit chain m --current
            """;

    /// Half an hour off. The build starts the tests of this module with the same `TZ`: a zone that one
    /// test sets for the whole process is another's in its middle.
    private static final Map<String, String> ENVIRONMENT = with("TZ", "IST-5:30");

    @TempDir private static Path directory;

    private static String rich = "";

    @BeforeAll
    static void writeDomains() throws Exception {
        assertThat(TimeZone.getDefault().getRawOffset())
                .as("the process runs with TZ=IST-5:30")
                .isEqualTo((int) Duration.ofMinutes(5 * 60 + 30).toMillis());
        rich = "test://" + RichNode.write(directory);
    }

    private static Map<String, String> with(String name, String value) {
        var environment = new HashMap<>(Virsh.ENVIRONMENT);
        environment.put(name, value);
        return environment;
    }

    static Stream<String> rows() {
        return Stream.of(LIST, DOMBLKLIST, SNAPSHOT_LIST, INFO, CURRENT, DUMPXML, VERSION)
                .flatMap(String::lines)
                .filter(row -> !isOurs(row));
    }

    /// What virsh's manual says of `--tree`, and virsh doesn't do.
    private static boolean isOurs(String row) {
        return row.contains("--tree")
                && !row.contains("--descendants")
                && row.contains("--from s1");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsRichDomainsAsVirshDoes(String row) throws Exception {
        assertSame(rich, Words.of(row), ENVIRONMENT);
    }

    static Stream<String> tables() {
        return Stream.of(LIST, DOMBLKLIST, SNAPSHOT_LIST)
                .flatMap(String::lines)
                .filter(row ->
                        row.matches(
                                "list --all|.*--title|domblklist web.*|snapshot-list web.*--parent"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void printsTablesAsVirshDoesWhereTheLocaleHasOnlyAscii(String row) throws Exception {
        var environment = new HashMap<>(ENVIRONMENT);
        environment.put("LC_ALL", "C");

        assertSame(rich, Words.of(row), environment);
    }

    static Stream<String> specifications() {
        return SPEC.lines();
    }

    @ParameterizedTest
    @MethodSource("specifications")
    void describesSnapshotsAsVirshDoes(String row) throws Exception {
        var arguments = Stream.of("snapshot-create-as", "--print-xml");

        assertSame(rich, Stream.concat(arguments, Words.of(row).stream()).toList(), ENVIRONMENT);
    }

    static Stream<String> edits() {
        return EDIT.lines();
    }

    @ParameterizedTest
    @MethodSource("edits")
    void editsAsVirshDoes(String row) throws Exception {
        int bar = row.indexOf('|');
        var environment = new HashMap<>(ENVIRONMENT);
        environment.put("VISUAL", row.substring(0, bar).strip());

        assertSame(rich, Words.of(row.substring(bar + 1)), environment);
    }

    /// There virsh ends in a segmentation fault, unless a person can be asked to edit again.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sed -i s/running/shutoff/",
                "sed -i s/domainsnapshot/x/",
                "sed -i 's/>s1</>lonely</'",
                "truncate -s 0"
            })
    void saysWhatLibvirtRefusesOfAnEdit(String editor) {
        var arguments = List.of("-c", rich, "-q", "snapshot-edit", "web", "s1");

        var outcome = InProcess.run(arguments, with("VISUAL", editor));

        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).matches("(?s)error: Failed to update s1\nerror: .+\n");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    static Stream<String> severalCommands() {
        return Stream.of(
                "snapshot-current web s1; snapshot-current web --name; snapshot-info web s1",
                "snapshot-current web lonely; snapshot-list web --current; snapshot-info web lonely",
                "snapshot-current web über; snapshot-list web --current --parent",
                "snapshot-edit web s1 --current; snapshot-current web --name",
                "list; snapshot-list nodom; snapshot-parent web S2",
                "snapshot-parent web S2; snapshot-parent web s1",
                "snapshot-current web --name; snapshot-parent web --current; list --name");
    }

    @ParameterizedTest
    @MethodSource("severalCommands")
    void runsSeveralCommandsAsVirshDoes(String commands) throws Exception {
        assertSame(rich, List.of(commands), ENVIRONMENT);
    }

    @Test
    void listsAllDescendantsInATree() throws Exception {
        var tree =
                InProcess.run(
                        List.of("-c", rich, "snapshot-list", "web", "--tree", "--from", "s1"),
                        ENVIRONMENT);

        assertThat(tree)
                .isEqualTo(
                        virsh(
                                rich,
                                List.of(
                                        "snapshot-list",
                                        "web",
                                        "--tree",
                                        "--from",
                                        "s1",
                                        "--descendants"),
                                ENVIRONMENT));
        assertThat(tree.out()).contains("日本");
    }

    @Test
    void hasEnoughRows() {
        assertThat(rows().count()).isGreaterThan(250);
    }

    private static void assertSame(
            String uri, List<String> arguments, Map<String, String> environment) throws Exception {
        var all = Stream.concat(Stream.of("-c", uri), arguments.stream()).toList();

        assertThat(withoutFileNames(InProcess.run(all, environment)))
                .isEqualTo(withoutFileNames(virsh(uri, arguments, environment)));
    }

    private static Outcome virsh(
            String uri, List<String> arguments, Map<String, String> environment) throws Exception {
        return Virsh.run(
                Stream.concat(Stream.of("-c", uri), arguments.stream()).toList(), environment);
    }

    /// The name of the file that an editor got is another each time.
    private static Outcome withoutFileNames(Outcome outcome) {
        return new Outcome(
                outcome.out(),
                outcome.err().replaceAll("/tmp/virsh\\w+\\.xml", "FILE"),
                outcome.exit());
    }
}
