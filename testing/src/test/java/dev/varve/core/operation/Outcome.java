package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.testing.simulation.Contents;
import dev.varve.testing.simulation.Effects;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What there is after a command that may have been cut: all is as before, or all is done.
///
/// @param before the command
/// @param after it, and after the recovery
/// @param plan of the command
record Outcome(Contents before, Contents after, Plan plan) {
    /// Without a journal nothing had begun, or all was done and only the journal's removal cut.
    ///
    /// @param recovered what became of the operation
    static void check(Host host, Contents before, Optional<Recovered> recovered, Plan plan) {
        var after = Contents.of(host.hypervisor);
        assertThat(host.operations().unfinished()).as("unfinished operations").isEmpty();
        new Outcome(before, after, plan).check(recovered);
    }

    private void check(Optional<Recovered> recovered) {
        var done = recovered.orElseGet(this::asFound);
        assertThat(paused(before)).as("guests that were paused before").containsAll(paused(after));
        before.assertKept(after, done, plan);
        after.assertNoLeftovers(left(done));
        if (done instanceof Recovered.Undone) {
            assertThat(metadata(after.state())).isEqualTo(metadata(before.state()));
        } else {
            assertDone();
        }
    }

    /// The image that a disk was copied from, or the copy.
    private Set<Path> left(Recovered done) {
        return plan.intent().kind() != Intent.Kind.COPY || done instanceof Recovered.Undone
                ? Set.of()
                : mirrors()
                        .map(step -> pivots() ? step.head() : step.copy())
                        .collect(Collectors.toSet());
    }

    private Stream<MirrorStep.MirrorHead> mirrors() {
        return plan.steps().stream()
                .filter(MirrorStep.MirrorHead.class::isInstance)
                .map(MirrorStep.MirrorHead.class::cast);
    }

    private boolean pivots() {
        return mirrors().anyMatch(step -> step.end() == MirrorEnd.PIVOTED);
    }

    private static List<DomainRef> paused(Contents contents) {
        return contents.state().domains().stream()
                .filter(domain -> domain.state() == RunState.PAUSED)
                .map(Domain::ref)
                .toList();
    }

    private Recovered asFound() {
        var intent = plan.intent();
        boolean copied =
                intent.kind() == Intent.Kind.COPY && after.state().layers().containsKey(Host.COPY);
        return metadata(after.state()).equals(metadata(before.state())) && !copied
                ? new Recovered.Undone(intent)
                : new Recovered.Completed(intent);
    }

    private void assertDone() {
        var web = after.state().domain(EveryCutTest.WEB).orElseThrow();
        switch (plan.intent().kind()) {
            case DELETE, MEND -> assertDeleted();
            case CLONE -> assertMade();
            case FLATTEN ->
                    assertThat(new FlattenDomain(EveryCutTest.WEB).plan(after.state()))
                            .isInstanceOf(Refusal.NothingShared.class);
            case COMMIT ->
                    assertThat(after.state().layers())
                            .doesNotContainKeys(removed())
                            .hasSizeLessThan(6);
            case RELOCATE ->
                    assertThat(after.state().layers())
                            .doesNotContainKeys(removed())
                            .containsKey(Path.of("/elsewhere/web-vda.s2"));
            case COPY -> {
                assertThat(after.state().layers()).containsKey(Host.COPY);
                assertThat(Host.head(web, Host.VDA).equals(Host.COPY)).isEqualTo(pivots());
            }
            case PULL -> assertThat(after.state().depth(Host.head(web, Host.VDA))).isLessThan(3);
            default -> assertThat(web.current()).contains(plan.intent().snapshots().getFirst());
        }
        Contents.assertNextStartIsOn(web);
    }

    /// One that can't go on with its memory is there nevertheless, where another does.
    private void assertMade() {
        var state = after.state();
        var made = new Effects(plan).made();
        assertThat(made).isNotEmpty().allMatch(ref -> state.domain(ref).isPresent());
        boolean resumes = plan.steps().stream().anyMatch(CloneStep.ResumeClone.class::isInstance);
        if (resumes && runs(EveryCutTest.WEB, state)) {
            assertThat(made).anyMatch(ref -> runs(ref, state));
        }
    }

    private static boolean runs(DomainRef ref, HostState state) {
        return state.domain(ref).filter(found -> found.state().active()).isPresent();
    }

    private void assertDeleted() {
        var web = after.state().domain(EveryCutTest.WEB).orElseThrow();
        assertThat(after.state().halfDone(EveryCutTest.WEB).deletes())
                .as("libvirt's marks")
                .isEmpty();
        assertThat(new Effects(plan).deleted())
                .isNotEmpty()
                .noneMatch(name -> web.snapshot(name).isPresent());
    }

    private Path[] removed() {
        return plan.steps().stream()
                .filter(ImageStep.RemoveImage.class::isInstance)
                .map(step -> ((ImageStep.RemoveImage) step).image())
                .toArray(Path[]::new);
    }

    private static List<Object> metadata(HostState state) {
        return state.domains().stream().<Object>map(Outcome::metadata).toList();
    }

    private static List<Object> metadata(Domain domain) {
        return Arrays.asList(
                domain.definition(),
                domain.snapshots().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList(),
                domain.current());
    }
}
