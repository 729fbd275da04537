package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.AuditEntry.Outcome;
import dev.varve.core.operation.AuditEntry.Who;
import dev.varve.image.ExclusiveLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00.123Z");
    private static final UUID WEB = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final Who ANNA =
            new Who(
                    OptionalLong.of(0),
                    "root",
                    OptionalLong.of(1000),
                    Optional.of("anna"),
                    4711,
                    "varve",
                    "0.1.0");

    @TempDir Path directory;
    private AuditLog log = new AuditLog(Path.of("/"), Path.of("/"));

    @BeforeEach
    void makeLog() {
        log = log(10_000);
    }

    private AuditLog log(long bytesMax) {
        return log(bytesMax, Duration.ofMinutes(1));
    }

    private AuditLog log(long bytesMax, Duration patience) {
        var state = directory.resolve("state");
        return new AuditLog(state, state.resolve("locks"), bytesMax, patience);
    }

    private static AuditEntry entry(String domain, String what, Optional<String> message) {
        return new AuditEntry(
                NOON,
                ANNA,
                List.of(new DomainRef(WEB, domain)),
                what,
                Optional.of(NOON.minusSeconds(60)),
                new TreeMap<>(Map.of("create-overlay", 2, "define-domain", 1)),
                Outcome.RECOVERED,
                message,
                1500,
                1L << 40);
    }

    private static AuditEntry entry(String what) {
        return entry("web", what, Optional.empty());
    }

    private List<AuditEntry> entries() throws IOException {
        var all = new ArrayList<AuditEntry>();
        assertThat(log.read(all::add)).isZero();
        return all;
    }

    private void write(String text) throws IOException {
        Files.writeString(log.file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertThat(entries()).isEmpty();
        var entry = entry("web", "revert web to s1", Optional.of("completed"));

        assertThat(log.append(entry)).isEmpty();
        assertThat(log.append(entry("second"))).isEmpty();

        assertThat(entries()).containsExactly(entry, entry("second"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.file())))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(log.file()).lines().findFirst())
                .contains(
                        "{\"version\":1,\"time\":\"2026-11-30T12:00:00.123Z\",\"who\":{\"uid\":0,\"user\":\"root\","
                                + "\"sudoUid\":1000,\"sudoUser\":\"anna\",\"pid\":4711,\"program\":\"varve\","
                                + "\"programVersion\":\"0.1.0\"},\"domains\":[{\"name\":\"web\",\"uuid\":\""
                                + WEB
                                + "\"}],\"what\":\"revert web to s1\",\"begun\":\"2026-11-30T11:59:00.123Z\","
                                + "\"steps\":{\"create-overlay\":2,\"define-domain\":1},\"outcome\":\"recovered\","
                                + "\"message\":\"completed\",\"milliseconds\":1500,\"bytes\":1099511627776}");
    }

    /// Names and messages are whatever guests, users and other programs make of them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n{\"version\":1}\n",
                "\u001b[2J\u0000\r\"\\",
                "\u202eevil\u2028",
                "\ud83d\ude00",
                "\ud800",
                "é"
            })
    void whateverANameHoldsIsOneLineOfAscii(String name) throws Exception {
        assertThat(log.append(entry(name, name, Optional.of(name)))).isEmpty();

        var bytes = Files.readAllBytes(log.file());
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .matches("[\\x20-\\x7e]+\n")
                .doesNotContain("\"version\":1}");
        assertThat(entries().getFirst().what()).isEqualTo(name);
    }

    @Test
    void aLongTextIsCut() throws Exception {
        var text = "\ud83d\ude00".repeat(100_000);
        assertThat(log.append(entry(text, "x" + text, Optional.of(text)))).isEmpty();

        assertThat(Files.size(log.file())).isLessThan(64 << 10);
        assertThat(entries().getFirst().what()).endsWith("\ud83d\ude00\u2026");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cannot open https://anna:hunter2@host/x: no | cannot open https://***@host/x: no",
                "https://a:p@hunter2@host/x | https://***@host/x",
                "rbd:pool/x:id=a:password=hunter2,y=1 | rbd:pool/x:id=a:password=***,y=1",
                "{\"password-secret\": \"hunter2 and more\", \"x\": 1} | {\"password-secret\": ***, \"x\": 1}",
                "PASSPHRASE: hunter2 failed | PASSPHRASE: *** failed",
                "API_TOKEN=hunter2 | API_TOKEN=***",
                "cannot revert web to s1: it has no secrets | cannot revert web to s1: it has no secrets"
            })
    void whatMayBeASecretIsBlottedOut(String text, String logged) throws Exception {
        log.append(entry("web", text, Optional.of(text)));

        var read = entries().getFirst();
        assertThat(read.what()).isEqualTo(logged);
        assertThat(read.message()).contains(logged);
        assertThat(SystemJournal.message(read)).asString().doesNotContain("hunter2");
    }

    @Test
    void tornAndForeignLinesAreSkippedAndCounted() throws Exception {
        log.append(entry("first"));
        write("{\"version\":1,\"time\":\"2026"); // The disk was full.
        log.append(entry("second"));
        write("nonsense\n\n[]\n{\"version\":2,\"what\":\"newer\"}\nnull\n\u0000\u0000\n");
        write("{\"version\":1,\"time\":7}\n" + "[".repeat(100_000) + "\n");
        write("x".repeat(1 << 20) + "\n");
        log.append(entry("third"));

        var read = new ArrayList<AuditEntry>();
        assertThat(log.read(read::add)).isEqualTo(9);
        assertThat(read).extracting(AuditEntry::what).containsExactly("first", "second", "third");
    }

    @Test
    void fiveFullOnesAreKept() throws Exception {
        var small = log(1000); // Two lines each.
        for (int i = 0; i < 40; i++) {
            assertThat(small.append(entry("entry " + i))).isEmpty();
        }
        assertThat(entries())
                .extracting(AuditEntry::what)
                .containsExactlyElementsOf(
                        IntStream.range(40 - entries().size(), 40)
                                .mapToObj(i -> "entry " + i)
                                .toList());
        assertThat(entries().size()).isBetween(6, 12);
        try (var files = Files.list(directory.resolve("state"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "locks",
                            "audit.log",
                            "audit.log.1",
                            "audit.log.2",
                            "audit.log.3",
                            "audit.log.4",
                            "audit.log.5");
        }
    }

    /// Each has files and locks of its own, as two processes have.
    @Test
    void writersAtOnceLoseNothingAndMixNothing() throws Exception {
        int writers = 4;
        int each = 25;
        long third = 500L * writers * each / 3;
        List<Callable<Optional<String>>> work = new ArrayList<>();
        for (int i = 0; i < writers * each; i++) {
            var name = "entry " + i;
            work.add(() -> log(third).append(entry(name)));
        }
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isEmpty();
            }
        }
        assertThat(new HashSet<>(entries())).hasSize(writers * each);
        assertThat(directory.resolve("state/audit.log.1")).exists();
    }

    /// Whoever holds the lock may be stopped. Then all write at once, and none sees where another is.
    @Test
    void writersWithoutTheLockLoseNothingAndMixNothing() throws Exception {
        assertThat(log.append(entry("x".repeat(1900)))).isEmpty();
        int each = 400;
        List<Callable<Optional<String>>> work = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            var text = i + " " + "x".repeat(1900);
            work.add(() -> log(1 << 20, Duration.ZERO).append(entry(text)));
        }
        try (var _ =
                        ExclusiveLock.tryTake(directory.resolve("state/locks/audit.lock"))
                                .orElseThrow();
                var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isEmpty();
            }
        }
        assertThat(new HashSet<>(entries())).hasSize(each + 1);
    }

    @Test
    void whatCantBeWrittenIsTold() throws Exception {
        Files.createDirectories(log.file());
        assertThat(log.append(entry("x"))).contains("it is not a file");

        Files.delete(log.file());
        Files.createSymbolicLink(log.file(), directory.resolve("elsewhere"));
        assertThat(log.append(entry("x"))).contains("it is not a file");
        assertThat(directory.resolve("elsewhere")).doesNotExist();

        Files.delete(log.file());
        assertThat(log.append(entry("x"))).isEmpty();
    }

    @Test
    void aDirectoryThatCantBeMadeIsTold() throws Exception {
        Files.writeString(directory.resolve("state"), "");

        assertThat(log.append(entry("x")).orElseThrow()).contains("state");
        assertThat(entries()).isEmpty();
    }

    @Test
    void anInterruptStays() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(log.append(entry("x"))).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(entries()).hasSize(1);
    }
}
