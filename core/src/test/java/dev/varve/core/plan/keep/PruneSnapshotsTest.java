package dev.varve.core.plan.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// [Forests] explains the notation.
class PruneSnapshotsTest {
    private static final String FOUR = "base:s1 <-- a:s2 <-- b:s3 <-- c:s4 <-- d:head";

    private static Planned prune(String forest, boolean all, KeepRule... rules) {
        return new PruneSnapshots(Forests.WEB, List.of(rules), all).plan(Forests.shutOff(forest));
    }

    @Test
    void whatNoRuleKeepsIsMergedInOnePlan() {
        var planned = prune(FOUR, true, new KeepLast(1));
        assertThat(Forests.told(planned))
                .isEqualTo(
                        "remove the metadata of snapshot s3; remove the metadata of snapshot s2;"
                                + " remove the metadata of snapshot s1; commit c into base on vda;"
                                + " set the backing file of d to base; let snapshot s4 name base"
                                + " instead of c; remove c; remove b; remove a");
        assertThat(((Plan) planned).remarks()).containsExactly("keeps s4: last snapshot");
    }

    @Test
    void whatAUserTookIsLeftAlone() {
        assertThat(((Plan) prune(FOUR, false, new KeepLast(1))).steps()).isEmpty();
    }

    @Test
    void rulesThatKeepNothingAreRefused() {
        assertThat(Forests.told(prune(FOUR, true, new KeepTag(Set.of("t")))))
                .isEqualTo("refused: NothingKept");
        assertThat(Forests.told(prune(FOUR, true))).isEqualTo("refused: InvalidRequest");
    }
}
