package dev.varve.core.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.FileIdentity;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import dev.varve.testing.simulation.MemoryJournalStorage;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final UUID WEB = UUID.fromString("00000000-0000-0000-0000-00000000abcd");
    private static final DomainRef DOMAIN = new DomainRef(WEB, "web");
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Plan PLAN =
            new Plan(
                    new Intent(Intent.Kind.DELETE, DOMAIN, new SnapshotName("s1")),
                    List.of(new DomainStep.StopDomain(), new DomainStep.DropManagedSave()),
                    7,
                    8,
                    List.of("snapshot s1"),
                    List.of(),
                    List.of());

    private static final List<NotedDirectory> DIRECTORIES =
            List.of(new NotedDirectory(Path.of("/images"), new FileIdentity(2049, 12, "b")));

    @TempDir Path parent;
    private Path directory = Path.of("");
    private JournalStorage storage = new MemoryJournalStorage();
    private Journal journal = new Journal(storage);

    @BeforeEach
    void open() {
        directory = parent.resolve("journal");
        storage = new FileJournalStorage(directory);
        journal = new Journal(storage);
    }

    @Test
    void eachStepHasTheJsonThatItAlwaysHad() {
        StepSamples.all()
                .forEach((step, json) -> {
                    var line = text(begun(step));
                    assertThat(line).contains("\"steps\":[" + json + "]");
                });
    }

    @Test
    void eachStepIsReadAsItWasWritten() {
        for (var step : StepSamples.all().keySet()) {
            var entry = begun(step);
            assertThat(JournalFormat.read(JournalFormat.write(entry))).isEqualTo(entry);
        }
    }

    @Test
    void noStepIsForgotten() {
        var sampled =
                StepSamples.all().keySet().stream()
                        .map(Object::getClass)
                        .collect(Collectors.toSet());
        assertThat(sampled).isEqualTo(records(Step.class).collect(Collectors.toSet()));
    }

    /// A component of another type would be found only when a journal first has it.
    @Test
    void eachTypeOfAComponentCanBeWritten() {
        var seen = new HashSet<Class<?>>();
        Stream.of(JournalEntry.class, Step.class)
                .flatMap(JournalTest::records)
                .forEach(type -> components(type, seen));
        assertThat(seen).contains(Annotations.class, SortedSet.class);
        assertThat(seen).allMatch(JournalTest::isWritable);
    }

    private static void components(Type type, Set<Class<?>> seen) {
        switch (type) {
            case ParameterizedType of -> {
                components(of.getRawType(), seen);
                Stream.of(of.getActualTypeArguments()).forEach(each -> components(each, seen));
            }
            case Class<?> sealed when sealed.isSealed() ->
                    records(sealed).forEach(each -> components(each, seen));
            case Class<?> simple when seen.add(simple) && simple.isRecord() ->
                    Stream.of(simple.getRecordComponents())
                            .forEach(component -> components(component.getGenericType(), seen));
            default -> {}
        }
    }

    private static boolean isWritable(Class<?> type) {
        return type.isRecord()
                || type.isEnum()
                || Collection.class.isAssignableFrom(type)
                || Set.of(
                                Optional.class,
                                String.class,
                                Path.class,
                                UUID.class,
                                Instant.class,
                                int.class,
                                Integer.class,
                                long.class,
                                Long.class,
                                boolean.class)
                        .contains(type);
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return Stream.<Class<?>>of(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? records(type) : Stream.of(type));
    }

    @Test
    void aPlanHasTheJsonThatItAlwaysHad() {
        assertThat(text(new JournalEntry.Begun(2, NOON, PLAN, DIRECTORIES)))
                .isEqualTo(
                        """
                        {"entry":"begun","version":2,"startedAt":"2026-01-02T12:00:00Z","plan":{\
                        "intent":{"kind":"delete","domain":{\
                        "uuid":"00000000-0000-0000-0000-00000000abcd","name":"web"},\
                        "snapshots":["s1"]},"steps":[{"step":"stop-domain"},\
                        {"step":"drop-managed-save"}],"bytesToCopy":7,"peakExtraBytes":8,\
                        "lost":["snapshot s1"],"kept":[],"remarks":[]},"directories":[\
                        {"path":"/images","identity":{"device":2049,"inode":12,"boot":"b"}}]}\
                        """);
    }

    @Test
    void aJournalOfVersion1IsStillRead() {
        var written = text(new JournalEntry.Begun(1, NOON, PLAN, DIRECTORIES));
        int directories = written.indexOf(",\"directories\"");
        var line = written.substring(0, directories) + "}";
        assertThat(JournalFormat.read(line.getBytes(UTF_8)))
                .isEqualTo(new JournalEntry.Begun(1, NOON, PLAN, List.of()));
    }

    @Test
    void aDefinitionOfVersion1IsStillRead() {
        var step =
                new DomainStep.DefineDomain(new SnapshotName("s1"), List.of(), "<d/>", "<domain/>");
        var plan = new Plan(PLAN.intent(), List.of(step), 7, 8, List.of(), List.of(), List.of());
        var begun = new JournalEntry.Begun(1, NOON, plan, List.of());
        var line = text(begun).replace(",\"without\":[]", "");
        assertThat(line).doesNotContain("without");
        assertThat(JournalFormat.read(line.getBytes(UTF_8))).isEqualTo(begun);
    }

    /// Whoever wrote it knew of no copies.
    @Test
    void anImportThatIsNoCopyHasTheJsonThatItAlwaysHad() {
        var web = PLAN.intent().domain();
        var step =
                new ArchiveStep.DefineImport(
                        web,
                        "<d/>",
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
        var begun = begun(step);
        var line = text(begun);
        assertThat(line)
                .contains(
                        "\"name\":\"web\"},\"definition\":\"<d/>\",\"snapshots\":[],\"places\":[]}]");
        assertThat(JournalFormat.read(line.getBytes(UTF_8))).isEqualTo(begun);
    }

    @Test
    void theOtherEntriesHaveTheJsonThatTheyAlwaysHad() {
        assertThat(
                        List.of(
                                text(new JournalEntry.Started(0)),
                                text(new JournalEntry.Finished(1)),
                                text(
                                        new JournalEntry.Kept(
                                                2, List.of(Path.of("/images/a")), "why")),
                                text(new JournalEntry.Failed(2, "why\nso")),
                                text(new JournalEntry.GuestPaused(2)),
                                text(new JournalEntry.GuestResumed(2)),
                                text(new JournalEntry.UndoStarted()),
                                text(new JournalEntry.Undone(3))))
                .containsExactly(
                        "{\"entry\":\"started\",\"step\":0}",
                        "{\"entry\":\"finished\",\"step\":1}",
                        "{\"entry\":\"kept\",\"step\":2,\"layers\":[\"/images/a\"],\"why\":\"why\"}",
                        "{\"entry\":\"failed\",\"step\":2,\"message\":\"why\\nso\"}",
                        "{\"entry\":\"guest-paused\",\"step\":2}",
                        "{\"entry\":\"guest-resumed\",\"step\":2}",
                        "{\"entry\":\"undo-started\"}",
                        "{\"entry\":\"undone\",\"step\":3}");
    }

    @Test
    void tellsWhetherTheGuestWasLeftPaused() {
        begin(new JournalEntry.Started(0), new JournalEntry.GuestPaused(0));
        assertThat(journal.unfinished(WEB).flatMap(Unfinished::paused)).contains(0);
        journal.append(DOMAIN, new JournalEntry.GuestResumed(0));
        assertThat(journal.unfinished(WEB).flatMap(Unfinished::paused)).isEmpty();
    }

    @Test
    void tellsHowFarAnOperationWent() {
        begin(new JournalEntry.Started(0), new JournalEntry.Finished(0));
        journal.append(DOMAIN, new JournalEntry.Started(1));
        journal.append(DOMAIN, new JournalEntry.Failed(1, "no power"));
        journal.append(DOMAIN, new JournalEntry.UndoStarted());
        journal.append(DOMAIN, new JournalEntry.Undone(1));
        assertThat(journal.unfinished(WEB))
                .contains(
                        new Unfinished(
                                NOON,
                                PLAN,
                                DIRECTORIES,
                                2,
                                1,
                                true,
                                Set.of(1),
                                Map.of(),
                                Optional.of("no power"),
                                Optional.empty()));
        assertThat(journal.unfinished()).hasSize(1);
    }

    @Test
    void isGoneWhenClosed() {
        begin();
        journal.close(DOMAIN);
        assertThat(journal.unfinished()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        begin();
        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(file())).isEqualTo("rw-------");
    }

    @Test
    void aLineWithoutItsEndWasNeverWritten() throws IOException {
        begin(new JournalEntry.Started(0));
        add("{\"entry\":\"finis");
        assertThat(journal.unfinished(WEB)).get().extracting(Unfinished::finished).isEqualTo(0);
        journal.append(DOMAIN, new JournalEntry.Finished(0));
        assertThat(journal.unfinished(WEB)).get().extracting(Unfinished::finished).isEqualTo(1);
    }

    @Test
    void aLastLineOfRubbishWasNeverWritten() throws IOException {
        begin(new JournalEntry.Started(0));
        add("\0\0\0\0\n");
        assertThat(journal.unfinished(WEB)).get().extracting(Unfinished::started).isEqualTo(1);
        journal.append(DOMAIN, new JournalEntry.Finished(0));
        assertThat(journal.unfinished(WEB)).get().extracting(Unfinished::finished).isEqualTo(1);
    }

    @Test
    void aPlanThatWasCutWasNeverBegun() throws IOException {
        begin();
        var line = Files.readString(file());
        Files.writeString(file(), line.substring(0, line.length() / 2));
        assertThat(journal.unfinished(WEB)).isEmpty();
        begin(new JournalEntry.Started(0));
        assertThat(journal.unfinished(WEB)).get().extracting(Unfinished::started).isEqualTo(1);
    }

    @Test
    void aLineOfRubbishInTheMiddleIsDamage() throws IOException {
        begin();
        add("rubbish\n");
        add(text(new JournalEntry.Started(0)) + "\n");
        assertThatThrownBy(() -> journal.unfinished(WEB))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("damaged at line 2");
    }

    @Test
    void aNewerJournalIsLeftToANewerVarve() throws IOException {
        begin();
        var line = Files.readString(file());
        Files.writeString(file(), line.replace("\"version\":2", "\"version\":3,\"new\":true"));
        assertThatThrownBy(() -> journal.unfinished(WEB))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("newer version");
        assertThat(file()).exists();
    }

    @Test
    void anInterruptedThreadStillClosesItsJournal() {
        Thread.currentThread().interrupt();
        begin(new JournalEntry.Started(0));
        journal.close(DOMAIN);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    private void begin(JournalEntry... entries) {
        journal.begin(PLAN, NOON, DIRECTORIES);
        List.of(entries).forEach(entry -> journal.append(DOMAIN, entry));
    }

    private static JournalEntry begun(Step step) {
        return new JournalEntry.Begun(
                JournalFormat.VERSION,
                NOON,
                new Plan(PLAN.intent(), List.of(step), 0, 0, List.of(), List.of(), List.of()),
                List.of());
    }

    private static String text(JournalEntry entry) {
        return new String(JournalFormat.write(entry), UTF_8);
    }

    private Path file() {
        return directory.resolve(WEB + ".journal");
    }

    private void add(String text) throws IOException {
        Files.writeString(file(), text, StandardOpenOption.APPEND);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /// Else nothing but a hand could give the operation up.
    @Test
    void whatWasGivenUpBeforeIsInNobodysWay() throws IOException {
        var file = directory.resolve("web.journal");
        storage.append("web", new byte[] {1});
        storage.retire("web");
        Files.createDirectories(file.resolve("with-something-in-it"));
        assertThatThrownBy(() -> storage.read("web")).isInstanceOf(JournalException.class);
        storage.retire("web");
        assertThat(storage.read("web")).isEmpty();
        assertThat(storage.ids()).isEmpty();
        Files.delete(directory.resolve("web.abandoned"));
        Files.createDirectories(directory.resolve("web.abandoned").resolve("more"));
        storage.append("web", new byte[] {2});
        storage.retire("web");
        assertThat(storage.ids()).isEmpty();
    }
}
