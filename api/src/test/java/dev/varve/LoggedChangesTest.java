package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.DiskChange;
import dev.varve.operation.HostChange;
import dev.varve.operation.KeepRules;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Request;
import dev.varve.operation.VarveException;
import dev.varve.state.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Nothing that changes a domain, or is refused, passes by the log.
@Isolated // The log is the host's, of all tests.
class LoggedChangesTest {
    private static final KeepRules RULES = KeepRules.in(ZoneOffset.UTC).last(1);

    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("logged");

    private List<LogEntry> log() {
        var entries = new ArrayList<LogEntry>();
        assertThat(host.varve().log(entries::add)).isZero();
        return entries;
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(LoggedChangesTest::leaves)
                : Stream.of(type);
    }

    /// One of each, in an order in which each has something to do or is refused.
    private List<Request> requests() {
        var none = host.file("none");
        return List.of(
                Change.create("s1"),
                Change.createFrom("<domainsnapshot><name>s2</name></domainsnapshot>"),
                Change.hold("s1", "why"),
                Change.release("s1"),
                Change.tag("s1").add("good"),
                Change.describe("s1", "what"),
                Change.revert("s1"),
                Change.undo(),
                Change.delete("s2"),
                Change.deleteFromGroup("none", "none"),
                Change.create("s3"),
                Change.create("s4"),
                Change.prune(RULES).ofAll(),
                Change.cloneOf("none", web.name() + "-copy"),
                Change.template(),
                Change.flatten(),
                Change.relocate(none),
                Change.commit("vda"),
                Change.pull("vdb"),
                Change.copy("vda", host.file("copy")),
                new DiskChange.Mend(false, Optional.of("nonsense")),
                HostChange.createGroup("g", web.name(), "none"),
                HostChange.createGroupFrom("g", "<domainsnapshot/>", web.name(), "none"),
                HostChange.revertGroup("none"),
                HostChange.importing(none, none));
    }

    @Test
    void oneOfEachIsTried() {
        assertThat(requests().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(leaves(Request.class).collect(Collectors.toSet()));
    }

    private LogEntry.Outcome perform(Request request) {
        var silent = ProgressListener.silent();
        try {
            return switch (request) {
                                case Change change -> web.perform(change, silent);
                                case HostChange change -> host.varve().perform(change, silent);
                            }
                            instanceof Outcome.Done
                    ? LogEntry.Outcome.DONE
                    : LogEntry.Outcome.REFUSED;
        } catch (VarveException _) {
            return LogEntry.Outcome.FAILED;
        }
    }

    @Test
    void eachLeavesItsLine() {
        for (var request : requests()) {
            int before = log().size();
            var outcome = perform(request);

            var entries = log();
            assertThat(entries).as(request.toString()).hasSize(before + 1);
            var entry = entries.getLast();
            assertThat(entry.outcome()).as(entry.toString()).isEqualTo(outcome);
            assertThat(entry.message().isPresent()).isEqualTo(outcome != LogEntry.Outcome.DONE);
            assertThat(entry.steps().isEmpty()).isEqualTo(outcome != LogEntry.Outcome.DONE);
            assertThat(entry.caller().pid()).isEqualTo(ProcessHandle.current().pid());
            if (request instanceof Change) {
                assertThat(entry.concerns(web.name())).isTrue();
                assertThat(entry.concerns(web.uuid().toString())).isTrue();
            }
        }
    }

    @Test
    void onlyPlansAndWhatChangesNothingLeaveNone() {
        LibraryHost.perform(web, Change.create("s1"));
        int before = log().size();

        web.preview(Change.delete("s1"));
        web.preview(Change.delete("none"));
        LibraryHost.perform(web, Change.prune(RULES));
        host.varve().preview(HostChange.revertGroup("none"));

        assertThat(log()).hasSize(before);
    }

    private void leaves(String what, LogEntry.Outcome outcome, Runnable work) {
        int before = log().size();
        work.run();
        var entries = log();
        assertThat(entries).hasSize(before + 1);
        assertThat(entries.getLast().what()).isEqualTo(what);
        assertThat(entries.getLast().outcome()).isEqualTo(outcome);
    }

    @Test
    void whatLibvirtAloneDoesLeavesItsLine() {
        LibraryHost.perform(web, Change.create("s1"));
        var document = web.snapshotXml("s1");

        leaves(
                "redefine a snapshot of " + web,
                LogEntry.Outcome.DONE,
                () -> {
                    var _ = web.redefine(document, true);
                });
        leaves(
                "abort the block job of disk vda of " + web,
                LogEntry.Outcome.FAILED,
                () -> fails(() -> web.blockJobs("vda").abort(true)));
        leaves(
                "pivot disk vda of " + web,
                LogEntry.Outcome.FAILED,
                () -> fails(() -> web.blockJobs("vda").pivot(true)));
        leaves(
                "limit the block job of disk vda of " + web,
                LogEntry.Outcome.FAILED,
                () -> fails(() -> web.blockJobs("vda").limit(1)));
    }

    private static void fails(Runnable work) {
        assertThatThrownBy(work::run).isInstanceOf(VarveException.class);
    }

    @Test
    void groupsLeaveALineForEachOperation() {
        var db = host.define("logged");
        var silent = ProgressListener.silent();
        var group = "g-" + web;
        int before = log().size();

        host.varve().perform(HostChange.createGroup(group, web.name(), db.name()), silent);
        assertThat(log()).hasSize(before + 1);
        assertThat(log().getLast().domains())
                .extracting(LogEntry.Subject::name)
                .containsExactlyInAnyOrder(web.name(), db.name());

        host.varve().group(group).delete(silent);
        assertThat(log()).hasSize(before + 3);

        leaves(
                "delete group " + group,
                LogEntry.Outcome.REFUSED,
                () -> {
                    var _ = host.varve().group(group).delete(silent);
                });
    }

    @Test
    void aCloneOfThePresentLeavesThoseOfItsParts() {
        int before = log().size();
        var clone = Change.cloneOf("for-clone", web.name() + "-twin").fully();
        web.cloneNow(clone, false, MergeOptions.none(), ProgressListener.silent());

        assertThat(log().subList(before, log().size()))
                .extracting(entry -> entry.what().replaceFirst(" .*", ""))
                .containsExactly("create", "clone", "delete");
        try (var twin = host.connection().domain(web.name() + "-twin")) {
            twin.undefineFlags(0);
        }
    }

    @Test
    void whatIsGivenUpLeavesItsLine() throws IOException {
        Files.createDirectories(host.journals());
        Files.writeString(host.journals().resolve(web.uuid() + ".journal"), "{}\n{}\n");

        leaves(
                "abandon",
                LogEntry.Outcome.ABANDONED,
                () -> {
                    var _ = web.abandon(ProgressListener.silent());
                });
        int before = log().size();
        assertThat(web.recover(ProgressListener.silent())).isEmpty();
        assertThat(log()).hasSize(before);
    }

    /// The change is done, and who asked for it is told once.
    @Test
    void whereItCantBeLoggedItIsDoneAndTold() throws IOException {
        var log = host.journals().resolveSibling("audit.log");
        var aside = log.resolveSibling("aside");
        LibraryHost.perform(web, Change.create("s1"));
        Files.move(log, aside);
        Files.createDirectory(log);
        try {
            var notes = new TreeSet<String>();
            ProgressListener listener =
                    progress -> {
                        if (progress instanceof Progress.Note(var text)) {
                            notes.add(text);
                        }
                    };
            try (var varve = Varve.on(host.connection(), "")) {
                var domain = varve.domain(web.name());
                Supplier<Outcome> create =
                        () -> domain.perform(Change.create("s" + System.nanoTime()), listener);
                assertThat(create.get()).isInstanceOf(Outcome.Done.class);
                assertThat(notes).hasSize(1);
                assertThat(notes.first()).contains("isn't in the log", "it is not a file");
                notes.clear();
                assertThat(create.get()).isInstanceOf(Outcome.Done.class);
                assertThat(notes).isEmpty();
            }
        } finally {
            Files.delete(log);
            Files.move(aside, log);
        }
        assertThat(Path.of(log.toString())).isRegularFile();
    }
}
