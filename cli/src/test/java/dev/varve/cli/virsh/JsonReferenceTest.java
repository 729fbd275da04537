package dev.varve.cli.virsh;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.json.ArchiveDocument;
import dev.varve.cli.json.BlockJobDocument;
import dev.varve.cli.json.DiagnosisDocument;
import dev.varve.cli.json.DifferencesDocument;
import dev.varve.cli.json.Document;
import dev.varve.cli.json.DomainStatusList;
import dev.varve.cli.json.DomainUsageDocument;
import dev.varve.cli.json.LayerForestDocument;
import dev.varve.cli.json.LogDocument;
import dev.varve.cli.json.NbdExport;
import dev.varve.cli.json.OperationList;
import dev.varve.cli.json.PictureDocument;
import dev.varve.cli.json.PlanDocument;
import dev.varve.cli.json.PolicyRunDocument;
import dev.varve.cli.json.SnapshotStatusList;
import dev.varve.cli.json.VersionDocument;
import dev.varve.cli.text.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The samples of docs/reference/json.md are what the commands above them print.
class JsonReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "reference", "json.md");

    private static final Pattern SAMPLE =
            Pattern.compile("`varve ([^`]*)`[^`]*\\n```json\\n(.*?)```", Pattern.DOTALL);

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Map<String, Class<? extends Record>> OF_QEMU =
            Map.ofEntries(
                    entry("Plan", PlanDocument.class),
                    entry("Picture", PictureDocument.class),
                    entry("Archive", ArchiveDocument.class),
                    entry("BlockJob", BlockJobDocument.class),
                    entry("NbdExport", NbdExport.class),
                    entry("OperationList", OperationList.class),
                    entry("Diagnosis", DiagnosisDocument.class),
                    entry("Log", LogDocument.class),
                    entry("LayerForest", LayerForestDocument.class),
                    entry("DomainUsage", DomainUsageDocument.class),
                    entry("Differences", DifferencesDocument.class),
                    entry("DomainStatusList", DomainStatusList.class),
                    entry("PolicyRun", PolicyRunDocument.class),
                    entry("SnapshotStatusList", SnapshotStatusList.class),
                    entry("Version", VersionDocument.class));

    @TempDir private static Path directory;

    private static String uri = "";

    record Sample(String command, JsonNode document) {
        String kind() {
            return document.get("kind").asString();
        }
    }

    @BeforeAll
    static void writeDomains() throws Exception {
        uri = "test://" + RichNode.write(directory);
    }

    /// Those that libvirt's test driver can show.
    static List<Sample> samples() throws IOException {
        return all().stream().filter(s -> !OF_QEMU.containsKey(s.kind())).toList();
    }

    static Stream<String> kindsOfQemu() {
        return OF_QEMU.keySet().stream();
    }

    private static List<Sample> all() throws IOException {
        return SAMPLE.matcher(Files.readString(REFERENCE))
                .results()
                .map(m -> new Sample(m.group(1), MAPPER.readTree(m.group(2))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isPrintedByItsCommand(Sample sample) {
        var outcome = run(sample.command());
        var failed = sample.kind().equals("Error");

        assertThat(MAPPER.readTree(failed ? outcome.err() : outcome.out()))
                .isEqualTo(sample.document());
        assertThat(failed ? outcome.out() : outcome.err()).isEmpty();
        assertThat(outcome.exit()).isEqualTo(failed ? 1 : 0);
    }

    @Test
    void hasASampleOfEveryKind() throws Exception {
        var kinds = all().stream().map(Sample::kind).toList();
        var expected =
                Stream.of(Document.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .map(name -> name.equals("ErrorReport") ? "Error" : name)
                        .map(name -> name.replaceAll("Document$", ""))
                        .toList();

        assertThat(kinds).containsAll(expected);
    }

    /// The same fields in the same order, on one line, and nothing else: no header, no blank line.
    @ParameterizedTest
    @MethodSource("samples")
    void isOneLineInTheOrderOfTheReference(Sample sample) {
        var outcome = run(sample.command());

        assertThat(outcome.out() + outcome.err())
                .isEqualTo(MAPPER.writeValueAsString(sample.document()) + "\n");
    }

    /// What is for domains of QEMU only: it is the record that the sample is held against.
    @ParameterizedTest
    @MethodSource("kindsOfQemu")
    void hasTheFieldsOfItsRecord(String kind) throws Exception {
        var sample = all().stream().filter(s -> s.kind().equals(kind)).findFirst().orElseThrow();
        var fields = (ObjectNode) sample.document().deepCopy();
        fields.remove(List.of("apiVersion", "kind"));

        var document = MAPPER.treeToValue(fields, OF_QEMU.get(kind));

        assertThat(JsonText.of(document))
                .isEqualTo(MAPPER.writeValueAsString(sample.document()) + "\n");
    }

    @Test
    void tellsOfAConnectionThatCannotBeOpened() {
        var outcome = InProcess.run(List.of("-c", "nope:///x", "list", "--json"));

        assertThat(outcome.out()).isEmpty();
        assertThat(MAPPER.readTree(outcome.err()).get("code").asString())
                .isEqualTo("no-connection");
    }

    private static Outcome run(String command) {
        var arguments = new ArrayList<>(List.of("-c", uri));
        arguments.addAll(Words.of(command));
        return InProcess.run(arguments);
    }
}
