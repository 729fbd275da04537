package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Step;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Between two steps somebody puts an overlay on what the next one would change or remove.
class NeededMeanwhileTest {
    private static final Path BASE = Host.image("web-vdb.qcow2");
    private static final Path STRAY = Host.image("stray");

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA, Host.VDB);
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA, Host.VDB);
        for (int cluster = 0; cluster < 3; cluster++) {
            host.write(web, Host.VDA, cluster, 1);
            host.write(web, Host.VDB, cluster, 1);
        }
        EveryCutTest.grow(host, "s1", "s2");
    }

    /// Puts the overlay there right before the first step that the word is about.
    private OperationProgress before(String word, Path layer) {
        return new OperationProgress() {
            @Override
            public void performing(Step step, int number, int count) {
                if (step.describe().startsWith(word)
                        && host.hypervisor.observe().layer(STRAY).isEmpty()) {
                    host.hypervisor.addOverlay(STRAY, layer);
                }
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
    }

    private SortedMap<Integer, Integer> head() {
        return host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDB));
    }

    private void assertAllIsMergedOnceTheStrayIsGone(SortedMap<Integer, Integer> head) {
        host.hypervisor.perform(web, new ImageStep.RemoveImage(STRAY), OperationProgress.silent());
        host.must(web, host.delete(web, "s2"));
        Contents.of(host.hypervisor).assertNoLeftovers();
        assertThat(host.hypervisor.observe().layers()).hasSize(2);
        assertThat(head()).isEqualTo(head);
    }

    @Test
    void whatACommitWouldChangeStaysAndIsMergedLater() {
        var head = head();
        var read = host.hypervisor.readThrough(BASE);
        var _ =
                host.operations()
                        .run(web, host.delete(web, "s1"), before("commit /images/web-vdb", BASE));
        assertThat(host.operations().unfinished()).isEmpty();
        assertThat(host.observed(web).snapshot(new SnapshotName("s1"))).isEmpty();
        assertThat(host.hypervisor.readThrough(STRAY)).isEqualTo(read);
        assertThat(head()).isEqualTo(head);
        assertThat(notes).anyMatch(note -> note.contains(BASE + " is needed by overlay " + STRAY));
        assertAllIsMergedOnceTheStrayIsGone(head);
    }

    @Test
    void whatARemovalWouldTakeAwayStaysAndGoesLater() {
        var head = head();
        var top = Host.image("web-vdb.s1");
        var read = host.hypervisor.readThrough(top);
        var _ =
                host.operations()
                        .run(web, host.delete(web, "s1"), before("remove /images/web-vdb", top));
        assertThat(host.hypervisor.readThrough(STRAY)).isEqualTo(read);
        assertThat(head()).isEqualTo(head);
        assertThat(notes).contains("did not remove " + top + ": it is needed by overlay " + STRAY);
        assertAllIsMergedOnceTheStrayIsGone(head);
    }

    @Test
    void beforeThePointOfNoReturnAllIsTakenBack() {
        assertThatThrownBy(() ->
                        host.operations()
                                .run(
                                        web,
                                        host.delete(web, "s1"),
                                        before("commit", Host.image("web-vda.qcow2"))))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("is needed by overlay " + STRAY);
        assertThat(host.observed(web).snapshot(new SnapshotName("s1"))).isPresent();
        assertThat(host.operations().unfinished()).isEmpty();
    }

    @Test
    void aRecoveryKeepsWhatIsNeededByThen() {
        var head = head();
        host.inject(
                new Faults() {
                    @Override
                    public void before(String what) {
                        if (what.startsWith("copy cluster 0 into " + BASE)
                                || what.startsWith("prepare the exchange of /images/web-vdb")) {
                            throw new Cut(what);
                        }
                    }
                });
        assertThat(catchThrowableOfType(Cut.class, () -> host.run(web, host.delete(web, "s1"))))
                .isNotNull();
        host.inject(Faults.none());
        host.hypervisor.addOverlay(STRAY, BASE);
        var read = host.hypervisor.readThrough(BASE);
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.hypervisor.readThrough(STRAY)).isEqualTo(read);
        assertThat(host.recover(web)).isEqualTo(Optional.empty());
        assertAllIsMergedOnceTheStrayIsGone(head);
    }
}
