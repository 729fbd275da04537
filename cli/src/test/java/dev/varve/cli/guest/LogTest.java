package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.Main;
import dev.varve.cli.VarveProcess;
import dev.varve.core.operation.AuditEntry;
import dev.varve.core.operation.AuditLog;
import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `log`, on a libvirt inside each process.
class LogTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir Path directory;
    private String uri = "";

    @BeforeEach
    void define() throws Exception {
        var root = directory.resolve("root");
        uri = EmbedRoot.prepare(root);
        var image = directory.resolve("web.qcow2");
        var made =
                new ProcessBuilder(
                                "qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1M")
                        .inheritIO()
                        .start();
        assertThat(made.waitFor()).isZero();
        var definition = Files.createDirectories(root.resolve("etc/qemu")).resolve("web.xml");
        Files.writeString(
                definition,
                """
                <domain type='qemu'><name>web</name>
                <uuid>00000000-0000-4000-8000-000000000001</uuid><memory unit='MiB'>16</memory>
                <os><type arch='x86_64' machine='pc'>hvm</type></os><devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
                <source file='%s'/><target dev='vda' bus='virtio'/></disk></devices></domain>
                """
                        .formatted(image));
    }

    private Outcome varve(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("-c", uri));
        all.addAll(List.of(arguments));
        return run(
                VarveProcess.command(Main.class, all),
                Map.of("SUDO_USER", "anna", "SUDO_UID", "1000"));
    }

    private static Outcome run(List<String> command, Map<String, String> environment)
            throws Exception {
        var err = Files.createTempFile("varve-log", ".err");
        try {
            var builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            return new Outcome(command, out, Files.readString(err), exit);
        } finally {
            Files.delete(err);
        }
    }

    private List<JsonNode> entries(String... filters) throws Exception {
        return each(List.of(String.join(" ", filters))).getFirst();
    }

    /// One process for all: each has to begin a libvirt of its own.
    ///
    /// @return the entries of `log` with each of these filters
    private List<List<JsonNode>> each(List<String> filters) throws Exception {
        var commands = filters.stream().map(filter -> "log " + filter + " --json").toList();
        return varve(String.join("; ", commands))
                .ok()
                .lines()
                .map(line -> List.copyOf(MAPPER.readTree(line).get("entries").asArray().values()))
                .toList();
    }

    @Test
    void tellsWhoDidWhatAndWhatCameOfIt() throws Exception {
        varve("log; snapshot-create-as web s1; hold web s1; snapshot-delete web s1 --dry-run")
                .exit();
        assertThat(varve("snapshot-delete", "web", "s1").exit()).isNotZero();

        var entries = entries();
        assertThat(entries)
                .extracting(entry -> entry.get("what").asString())
                .containsExactly(
                        "create snapshot s1 of web",
                        "hold snapshot s1 of web",
                        "delete snapshot s1 of web");
        assertThat(entries)
                .extracting(entry -> entry.get("outcome").asString())
                .containsExactly("done", "done", "refused");
        assertThat(entries.getLast().get("message").asString()).contains("held");
        var who = entries.getFirst().get("who");
        assertThat(who.get("program").asString()).isEqualTo("varve");
        assertThat(who.get("sudoUid").asLong()).isEqualTo(1000);

        var table = varve("log", "web").ok().lines().toList();
        assertThat(table.get(0)).matches(" Time +Who +Domain +What +Outcome +Duration");
        assertThat(table.get(2))
                .matches(
                        " [-0-9]{10} [:0-9]{8} [+-][0-9]{4} +anna as .* +web +create snapshot s1 of web"
                                + " +done +[0-9]+[.][0-9] s");
    }

    @Test
    void choosesByDomainAndTime() throws Exception {
        varve("snapshot-create-as", "web", "s1").ok();
        var log = directory.resolve("root/varve/audit.log");
        var line = Files.readString(log);
        Files.writeString(
                log,
                line
                        + "torn\n"
                        + line.replaceFirst(
                                        "\"time\":\"[^\"]*\"", "\"time\":\"2020-01-01T00:00:00Z\"")
                                .replace("\"web\"", "\"old\"")
                                .replace("000000000001", "000000000002"));

        var chosen =
                each(
                        List.of(
                                "",
                                "old",
                                "web",
                                "00000000-0000-4000-8000-000000000002",
                                "--since 1d",
                                "old --since 1d",
                                "--since 2020-01-01T00:00:00Z",
                                "--since 2020-01-02"));
        assertThat(chosen.stream().map(List::size)).containsExactly(2, 1, 1, 1, 1, 0, 2, 1);
        // What was asked for first may have ended last.
        assertThat(chosen.getFirst().getFirst().get("time").asString()).startsWith("2020-01-01");

        var nobody = varve("log", "nobody");
        assertThat(nobody.exit()).isEqualTo(3);
        assertThat(nobody.err()).contains("there is none, and the log knows none of that name");
        var wrong = varve("log", "--since", "yesterday");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(varve("log").err())
                .isEqualTo("note: 1 line of the log is left out: cut, or of another version\n");
    }

    /// What is killed says nothing any more; who ends what it left says whose it was.
    @Test
    void whatWasKilledIsToldByItsRecovery() throws Exception {
        var halted =
                run(
                        VarveProcess.command(HaltedProgram.class, List.of(uri, "web", "s1", "2")),
                        Map.of());
        assertThat(halted.exit()).as(halted.err()).isEqualTo(9);
        assertThat(entries()).isEmpty();

        varve("recover", "web").ok();

        var entry = entries("web").getFirst();
        assertThat(entry.get("what").asString()).isEqualTo("recover \"create snapshot s1 of web\"");
        assertThat(entry.get("outcome").asString()).isEqualTo("undone");
        assertThat(Instant.parse(entry.get("begun").asString()))
                .isBefore(Instant.parse(entry.get("time").asString()));
        assertThat(entry.get("steps").get("create-overlay").asInt()).isEqualTo(1);
    }

    @Test
    void aFullDiskIsToldAndTheNextLineIsWhole() throws Exception {
        var entry =
                new AuditEntry(
                        Instant.EPOCH,
                        new AuditEntry.Who(
                                OptionalLong.empty(),
                                "",
                                OptionalLong.empty(),
                                Optional.empty(),
                                1,
                                "",
                                ""),
                        List.of(),
                        "x".repeat(1900),
                        Optional.empty(),
                        new TreeMap<>(),
                        AuditEntry.Outcome.DONE,
                        Optional.empty(),
                        0,
                        0);
        try (var small = SmallDirectory.mount(directory.resolve("small"), 1)) {
            var log = new AuditLog(small.path(), directory.resolve("locks"));
            fillTill(small.path().resolve("filler"), 6 << 10);
            Optional<String> failed = Optional.empty();
            int written = 0;
            while (failed.isEmpty()) {
                failed = log.append(entry);
                written += failed.isEmpty() ? 1 : 0;
                assertThat(written).isLessThan(100);
            }
            assertThat(failed.get()).contains("No space left on device");

            Files.delete(small.path().resolve("filler"));
            assertThat(log.append(entry)).isEmpty();
            var read = new ArrayList<AuditEntry>();
            assertThat(log.read(read::add)).isLessThanOrEqualTo(1);
            assertThat(read).hasSize(written + 1);
        }
    }

    /// Leaves so many bytes.
    private static void fillTill(Path file, int left) throws IOException {
        Files.createFile(file);
        long free = Files.getFileStore(file).getUsableSpace() - left;
        Files.write(file, new byte[(int) free], StandardOpenOption.APPEND);
    }
}
