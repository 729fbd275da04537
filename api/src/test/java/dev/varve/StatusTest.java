package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.ExclusiveLock;
import dev.varve.operation.Change;
import dev.varve.operation.ProgressListener;
import dev.varve.state.RunState;
import dev.varve.state.Usage;
import dev.varve.status.DomainStatus;
import dev.varve.status.SnapshotStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StatusTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("status");

    private DomainStatus among(boolean measured) {
        return host.varve().status(measured).stream()
                .filter(status -> status.uuid().equals(web.uuid()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsWhatTheOtherReadingsTell() {
        host.write(web, 1);
        LibraryHost.perform(web, Change.create("one"));
        host.write(web, 1);
        LibraryHost.perform(web, Change.create("two"));

        var status = web.status(/* measured= */ true);

        assertThat(status).isEqualTo(among(/* measured= */ true));
        assertThat(status.domain()).isEqualTo(web.name());
        assertThat(status.state()).isEqualTo(RunState.SHUTOFF);
        assertThat(status.snapshots().stream().map(SnapshotStatus::snapshot))
                .isEqualTo(web.snapshots());
        assertThat(status.depths()).isEqualTo(Map.of("vda", 3));
        assertThat(status.depth()).isEqualTo(3);
        assertThat(status.oldest()).contains(web.snapshot("one").taken());
        assertThat(status.findings()).isEqualTo(web.findings());
        assertThat(status.operation()).isEmpty();
        assertThat(status.allocated())
                .isEqualTo(
                        web.layers(/* measured= */ false)
                                .all()
                                .mapToLong(layer -> layer.file().orElseThrow().allocated())
                                .sum());
        assertThat(status.snapshots().stream().map(each -> each.usage().orElseThrow()))
                .isEqualTo(web.usage().snapshots());
        assertThat(status.snapshots().getFirst().frees()).contains(1L << 16);
    }

    @Test
    void leavesOutWhatIsNotAskedForAndWhatCannotBeRead() throws IOException {
        LibraryHost.perform(web, Change.create("one"));
        assertThat(among(/* measured= */ false).snapshots().getFirst().usage()).isEmpty();

        Files.delete(web.layers(false).trees().getFirst().image());
        var status = among(/* measured= */ true);

        assertThat(status.snapshots())
                .singleElement()
                .satisfies(each -> assertThat(each.frees()).isEmpty());
        assertThat(status.findings()).anyMatch(found -> found.kind().equals("image-missing"));
    }

    @Test
    void tellsAnOperationAtWorkFromOneThatWasCut() throws IOException {
        LibraryHost.perform(web, Change.create("one"));
        Files.delete(web.layers(false).trees().getFirst().image());
        Files.writeString(host.journals().resolve(web.uuid() + ".journal"), "{}\n{}\n");
        var lock = host.journals().resolveSibling("locks").resolve(web.uuid() + ".lock");

        try (var _ = ExclusiveLock.tryTake(lock).orElseThrow()) {
            var status = among(/* measured= */ false);
            assertThat(status.operation()).isPresent();
            assertThat(status.cut()).isEmpty();
            assertThat(status.findings()).isEmpty();
        }
        assertThat(among(/* measured= */ false).cut()).isPresent();
        assertThat(among(/* measured= */ false).findings())
                .anyMatch(found -> found.kind().equals("image-missing"));
        // Who looks takes no lock.
        ExclusiveLock.tryTake(lock).orElseThrow().close();
        host.varve().abandon(web.unfinished().orElseThrow(), ProgressListener.silent());
        assertThat(among(/* measured= */ false).operation()).isEmpty();
    }

    @Test
    void freesItsOwnFilesAsWell() {
        var snapshot = web.snapshots().stream().findFirst();
        assertThat(snapshot).isEmpty();
        LibraryHost.perform(web, Change.create("one"));
        var taken = web.snapshot("one");
        var usage = new Usage.OfSnapshot("one", Optional.empty(), true, 10, 20, 5, List.of());

        assertThat(new SnapshotStatus(taken, true, Optional.of(usage)).frees()).contains(15L);
    }
}
