package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.archive.ImportedAs;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Host;
import dev.varve.testing.simulation.MemoryJournalStorage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Between a cut and the recovery somebody uses what is half made, and knows nothing of Varve's journal.
class UsedMeanwhileTest {
    @TempDir Path directory;

    private Host host;
    private DomainRef web;

    @BeforeEach
    void create() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA, Host.VDB);
    }

    /// As `virsh snapshot-create-as --disk-only` does.
    private void takeSnapshot() {
        var other =
                new Operations(
                        host.hypervisor,
                        new MemoryJournalStorage(),
                        new DomainLocks(directory.resolve("virsh")),
                        InstantSource.fixed(host.tick()));
        var _ = other.run(web, host.create(web, "nightly"), OperationProgress.silent());
    }

    private List<Path> chain() {
        var head = Host.head(host.observed(web), Host.VDA);
        return Layer.chain(head, host.hypervisor.observe()::layer).stream()
                .map(Layer::path)
                .toList();
    }

    @Test
    void aFullCloneThatHasRunStays() {
        host.hypervisor.addStore(web, StateStore.Kind.NVRAM, "new");
        EveryCutTest.grow(host, "s1");
        host.cutAfter(web, host.clone(web, "s1", true, "web2"), "define web2");
        var clone = Host.clone("web2");
        host.write(clone, Host.VDA, 5, 55); // Starts it, writes, and shuts it down.
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.observe().domain(clone)).isPresent();
    }

    @Test
    void aLinkedCloneThatHasRunStays() {
        EveryCutTest.grow(host, "s1");
        host.cutAfter(web, host.clone(web, "s1", false, "web2"), "define web2");
        var clone = Host.clone("web2");
        host.write(clone, Host.VDA, 5, 55);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.observe().domain(clone)).isPresent();
    }

    /// Its disks don't fit the memory any more.
    @Test
    void aCloneThatHasRunDoesNotGoOnWithTheMemory() {
        EveryCutTest.start(host);
        host.must(web, host.createWithMemory(web, "s1"));
        host.cutAfter(web, host.clone(web, "s1", true, true, "web2"), "define web2");
        var clone = Host.clone("web2");
        host.write(clone, Host.VDA, 5, 55);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.guestMemory(clone)).isEmpty();
        assertThat(host.observed(clone).state().active()).isFalse();
    }

    @Test
    void anImportedDomainThatHasRunStays() {
        EveryCutTest.grow(host, "s1");
        var found = new ExportDomain(web).find(host.hypervisor.observe());
        var archived = ((Exporting.Accepted) found).domain();
        var archive = host.hypervisor.pack(archived, Path.of("/archives/web.tar"));
        host.hypervisor.forget(archived);
        host.cutAfter(
                web,
                new ImportDomain(archive, new ImportedAs.OwnName(), Path.of("/elsewhere"))::plan,
                "define");
        host.write(web, Host.VDA, 5, 55);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.observe().domain(web)).isPresent();
        assertThat(chain()).hasSize(2);
    }

    @Test
    void aCopyThatASnapshotLiesOnStays() {
        EveryCutTest.grow(host, "s1");
        EveryCutTest.start(host);
        host.cutAfter(web, host.copy(web, true, MirrorEnd.PIVOTED), "pivot");
        host.hypervisor.guestWrite(web, Host.VDA, 9, 99);
        takeSnapshot();
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.observe().layer(Host.COPY)).isPresent();
    }

    /// The second disk can't follow before the snapshot has gone, and nothing is lost until then.
    @Test
    void aRelocatedHeadThatASnapshotLiesOnStays() {
        EveryCutTest.grow(host, "s1");
        EveryCutTest.start(host);
        host.cutAfter(web, host.relocate(web), "pivot vda");
        host.hypervisor.guestWrite(web, Host.VDA, 9, 99);
        takeSnapshot();
        var before = Contents.of(host.hypervisor);
        assertThat(catchThrowableOfType(OperationException.class, () -> host.recover(web)))
                .isNotNull();
        var after = Contents.of(host.hypervisor);
        assertThat(after.heads()).isEqualTo(before.heads());
        assertThat(after.frozen()).isEqualTo(before.frozen());
    }

    @Test
    void copiesThatASnapshotLiesOnStay() {
        EveryCutTest.grow(host, "s1");
        host.cutAfter(web, host.relocate(web), "copy /images/web-vdb.s1");
        takeSnapshot();
        var before = chain();
        var _ = host.recover(web);
        assertThat(host.hypervisor.observe().layers().keySet()).containsAll(before);
    }

    /// `base <-- overlay`, of which the overlay holds more: it takes the base's place.
    private void growLargeOverlay() {
        host.must(web, host.create(web, "s1"));
        for (int cluster = 0; cluster < 6; cluster++) {
            host.write(web, Host.VDA, cluster, 20 + cluster);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"prepare the exchange", "set the backing file", "name /", "put an empty"})
    void whatAGuestWritesToAnOverlayThatTakesItsBasesPlaceIsKept(String change) {
        growLargeOverlay();
        host.cutAfter(web, host.delete(web, "s1"), change);
        host.write(web, Host.VDA, 9, 99);
        var read = host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDA));
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(chain()).hasSize(1);
        assertThat(host.hypervisor.readThrough(chain().getFirst())).isEqualTo(read);
    }

    /// Its QEMU has the file open under the name that it gives up.
    @ParameterizedTest
    @ValueSource(strings = {"set the backing file", "name /"})
    void aGuestThatRunsOnAnOverlayThatTakesItsBasesPlaceIsWaitedFor(String change) {
        growLargeOverlay();
        host.cutAfter(web, host.delete(web, "s1"), change);
        host.hypervisor.start(web);
        host.hypervisor.guestWrite(web, Host.VDA, 9, 99);
        assertThat(catchThrowableOfType(OperationException.class, () -> host.recover(web)))
                .hasMessageContaining("lock");
        host.hypervisor.stop(web);
        var read = host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDA));
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.readThrough(chain().getFirst())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"prepare the exchange", "set the backing file", "name /", "put an empty"})
    void aSnapshotThatIsTakenMeanwhileReadsTheSame(String change) {
        growLargeOverlay();
        var overlay = Host.head(host.observed(web), Host.VDA);
        var read = host.hypervisor.readThrough(overlay);
        host.cutAfter(web, host.delete(web, "s1"), change);
        takeSnapshot();
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        // The overlay stays while the snapshot lies on it, and goes with it.
        assertThat(host.hypervisor.readThrough(overlay)).isEqualTo(read);
        assertThat(host.hypervisor.readThrough(chain().getFirst())).isEqualTo(read);
        host.must(web, host.delete(web, "nightly"));
        assertThat(chain()).hasSize(1);
        assertThat(host.hypervisor.readThrough(chain().getFirst())).isEqualTo(read);
        Contents.of(host.hypervisor).assertNoLeftovers();
    }

    /// From the copy of the last head on, the domain is on the copies.
    @Test
    void copiesThatAGuestWroteToAreKept() {
        EveryCutTest.grow(host, "s1");
        host.cutAfter(web, host.relocate(web), "copy /images/web-vdb.s1");
        host.write(web, Host.VDA, 9, 99);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(chain()).allMatch(image -> image.startsWith("/elsewhere"));
    }
}
