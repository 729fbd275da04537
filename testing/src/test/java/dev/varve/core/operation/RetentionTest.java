package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.keep.KeepLast;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.keep.TagSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept, pruned and tagged of a domain's snapshots.
class RetentionTest {
    private static final SnapshotName S1 = new SnapshotName("s1");

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = EveryCutTest.WEB;

    @BeforeEach
    void grow() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA, Host.VDB);
        host.write(web, Host.VDA, 0, 1);
        EveryCutTest.grow(host, "s1", "s2");
    }

    @Test
    void aStateThatARevertLeftCountsForNoRuleAndStays() {
        host.must(web, host.revert(web, "s1", false));
        var plan = prune(1, true);
        assertThat(plan.lost()).containsExactly("snapshot s1");
        assertThat(plan.remarks())
                .hasSize(2)
                .contains("keeps s2: last snapshot")
                .anySatisfy(remark ->
                        assertThat(remark)
                                .startsWith("keeps before-revert-")
                                .endsWith(": a revert left it, and it never expires"));
        host.must(web, host.prune(web, 1));
        assertThat(host.observed(web).snapshots())
                .extracting(snapshot -> snapshot.name().value())
                .hasSize(2)
                .contains("s2")
                .doesNotContain("s1");
        host.must(web, host.undo(web));
    }

    @Test
    void whatNoPolicyTookIsCounted() {
        assertThat(prune(1, false).remarks())
                .containsExactly(
                        "2 snapshots not considered: no policy took them; --all includes them");
        host.must(web, host.delete(web, "s2"));
        assertThat(prune(1, false).remarks())
                .containsExactly("1 snapshot not considered: no policy took it; --all includes it");
        assertThat(prune(1, true).remarks()).containsExactly("keeps s1: last snapshot");
    }

    @Test
    void aTagIsAWordAndIsThereWhenItIsTaken() {
        host.must(web, state -> tag(Set.of("a", "b"), Set.of()).plan(state));
        host.must(web, state -> tag(Set.of("c"), Set.of("a")).plan(state));
        assertThat(host.observed(web).snapshot(S1).orElseThrow().annotations().tags())
                .containsExactly("b", "c");

        assertThat(refused(tag(Set.of(), Set.of("a"))))
                .isEqualTo(
                        "cannot tag snapshot s1 of web: it has no tag 'a'; varve tag web s1 lists"
                                + " those that it has");
        host.must(web, tag(Set.of(), Set.of("b,c"))::plan);
        assertThat(host.observed(web).snapshot(S1).orElseThrow().annotations().tags()).isEmpty();
        for (var word : List.of("", "a b", "a,b", "a\tb", "a\u0007")) {
            assertThat(refused(tag(Set.of(word), Set.of())))
                    .as("'%s'", word)
                    .startsWith("cannot tag snapshot s1 of web: a tag is a word");
        }
    }

    private TagSnapshot tag(Set<String> added, Set<String> removed) {
        return new TagSnapshot(web, S1, added, removed);
    }

    private String refused(TagSnapshot tag) {
        var planned = tag.plan(host.hypervisor.observe());
        assertThat(planned).isInstanceOf(Refusal.class);
        return ((Refusal) planned).message();
    }

    private Plan prune(int last, boolean all) {
        Planned planned =
                new PruneSnapshots(web, List.of(new KeepLast(last)), all)
                        .plan(host.hypervisor.observe());
        assertThat(planned).isInstanceOf(Plan.class);
        return (Plan) planned;
    }

    /// An older version gave them.
    @Test
    void aTagWithACommaCanBeTaken() {
        var before = host.observed(web).snapshot(S1).orElseThrow().annotations();
        var tagged = before.withTags(Set.of("a,b", "b"));
        host.must(
                web,
                _ ->
                        Plan.of(
                                tag(Set.of(), Set.of()).intent(),
                                List.of(new SnapshotStep.Annotate(S1, tagged, before))));
        host.must(web, tag(Set.of(), Set.of("a,b"))::plan);
        assertThat(host.observed(web).snapshot(S1).orElseThrow().annotations().tags())
                .containsExactly("b");
    }
}
