package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.Outcome;
import dev.varve.operation.Preview;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import dev.varve.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A copy out of an archive, beside the domain that it is a copy of.
class CopiedImportTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("original");
    private final String copy = web.name() + "-copy";
    private HostChange.Import importing = HostChange.importing(host.file(""), host.file(""));

    @BeforeEach
    void export() throws IOException {
        host.write(web, 1);
        perform(web, Change.create("one"));
        host.write(web, 2);
        var archive = host.file("copied.tar");
        assertThat(web.export(archive, ProgressListener.silent()).besides()).isEmpty();
        var directory = Files.createDirectory(host.file("copied"));
        importing = HostChange.importing(archive, directory).named(copy);
    }

    private Outcome performed(HostChange change) {
        return host.varve().perform(change, ProgressListener.silent());
    }

    private void assertCopied() {
        var made = host.varve().domain(copy);
        assertThat(made.uuid()).isNotEqualTo(web.uuid());
        assertThat(made.snapshots()).extracting(Snapshot::name).containsExactly("one");
        assertThat(host.holds(made, 2)).isTrue();
        host.write(web, 3);
        assertThat(host.holds(made, 3)).isFalse();
        assertThat(host.varve().unfinished()).noneMatch(cut -> cut.domains().contains(copy));
    }

    /// It is planned with another UUID than it is performed with.
    @Test
    void isMadeAsItWasPreviewed() {
        var plan = ((Preview.Possible) host.varve().preview(importing)).plan();
        assertThat(plan.subject().domains()).containsExactly(copy);
        assertThat(plan.summary()).startsWith("import " + copy + " from ");
        assertThat(host.varve().perform(plan, ProgressListener.silent()))
                .isInstanceOf(Outcome.Done.class);
        assertCopied();
        assertThat(performed(importing))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.INVALID));
    }

    /// Whoever asks for it again gets another UUID, and means the same.
    @Test
    void isTakenUpWhenTheSameIsAskedForAgain() {
        ProgressListener cutting =
                progress -> {
                    if (progress instanceof Progress.Step step && step.number() == step.count()) {
                        throw new AssertionError("cut");
                    }
                };
        assertThatThrownBy(() -> host.varve().perform(importing, cutting)).hasMessage("cut");
        assertThat(host.varve().unfinished()).anyMatch(cut -> cut.domains().equals(List.of(copy)));
        perform(web, Change.create("two")); // The original isn't locked.
        perform(web, Change.delete("two"));
        assertThat(performed(importing)).isInstanceOf(Outcome.Done.class);
        assertCopied();
    }
}
