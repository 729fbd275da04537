package dev.varve.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import dev.varve.image.Seen;
import dev.varve.image.Usage;
import dev.varve.image.Usage.Share;
import dev.varve.testing.memory.MemoryHypervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// `base:s1 <-- s1:head`.
class ReadersTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final Path BASE = Path.of("/i/web.qcow2");
    private static final Path HEAD = Path.of("/i/web.s1");
    private static final Path OTHER = Path.of("/i/other.qcow2");

    private final MemoryHypervisor host = new MemoryHypervisor();
    private final DomainRef web;

    ReadersTest() {
        host.addImage(BASE, ImageFormat.QCOW2, 1 << 20);
        web = host.addDomain("web", Map.of(VDA, BASE));
        perform(new ImageStep.CreateOverlay(VDA, HEAD, BASE, ImageFormat.QCOW2, 1 << 20));
        perform(
                new TakeStep.TakeSnapshot(
                        new SnapshotName("s1"),
                        "<domainsnapshot/>",
                        List.of(new Placement(VDA, HEAD, ImageFormat.QCOW2)),
                        Optional.empty(),
                        new TakeOptions(true, false, false, false, false, false, true, false)));
    }

    private void perform(Step step) {
        host.perform(web, step, Progress.none());
    }

    private Readers readers() {
        var state = host.observe();
        return Readers.of(state, state.domain(web).orElseThrow());
    }

    private static Seen seen(Path image) {
        return new Seen(image, ImageFormat.QCOW2);
    }

    @Test
    void areThePresentStateAndEachSnapshot() {
        assertThat(readers())
                .isEqualTo(
                        new Readers(
                                List.of(seen(HEAD)),
                                List.of(List.of(seen(BASE))),
                                List.of(),
                                Set.of(BASE, HEAD)));
    }

    @Test
    void areClonesAndImagesThatNobodyNames() {
        host.addOverlay(OTHER, BASE);
        host.addDomain("clone", Map.of(VDA, OTHER));
        host.addOverlay(Path.of("/i/stray"), HEAD);
        host.addImage(Path.of("/i/unrelated"), ImageFormat.QCOW2, 1 << 20);

        assertThat(readers().others())
                .containsExactlyInAnyOrder(seen(OTHER), seen(Path.of("/i/stray")));
    }

    /// What a snapshot froze may be another domain's disk as well, or what a program has open.
    @Test
    void areThoseOfTheSameImage() {
        host.addDomain("clone", Map.of(VDA, BASE));
        host.addDependant(HEAD, "loop device /dev/loop0");

        assertThat(readers().others()).containsExactlyInAnyOrder(seen(BASE), seen(HEAD));
    }

    @Test
    void areNotKnownWhereAnImageIsMissing() {
        assertThat(missing()).isEmpty();

        perform(new ImageStep.RemoveImage(BASE));

        assertThat(missing().map(Refusal::message).orElseThrow())
                .startsWith("cannot look: image /i/web.qcow2 can't be read: ");
    }

    private Optional<Refusal> missing() {
        var state = host.observe();
        return Readers.missing(state, state.domain(web).orElseThrow(), "look");
    }

    @Test
    void makeTheUsageOfADomain() {
        var state = host.observe();
        var domain = state.domain(web).orElseThrow();
        var shares = List.of(new Share(1, 5), new Share(2, 6), new Share(3, 3));

        assertThat(DomainUsage.question(readers()))
                .containsExactly(List.of(seen(BASE)), List.of(seen(HEAD)), List.of());
        assertThat(DomainUsage.of(state, domain, new Usage(shares, 4, 7, Map.of()), _ -> 9))
                .isEqualTo(
                        new DomainUsage(
                                List.of(
                                        new DomainUsage.OfSnapshot(
                                                new SnapshotName("s1"),
                                                Optional.empty(),
                                                true,
                                                1,
                                                5,
                                                0,
                                                List.of())),
                                2,
                                3,
                                4,
                                7,
                                17));
    }

    @Test
    void aDeleteThatFreesNothingSaysWhy() {
        host.addOverlay(OTHER, BASE);
        var state = host.observe();
        var domain = state.domain(web).orElseThrow();
        var shares = List.of(new Share(0, 0), new Share(0, 0), new Share(0, 0));

        var usage = DomainUsage.of(state, domain, new Usage(shares, 0, 0, Map.of()), _ -> 0);

        assertThat(usage.snapshots().getFirst().stays())
                .containsExactly(
                        BASE + " stays: it is needed by images that are not this domain's");
    }
}
