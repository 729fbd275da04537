package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import dev.varve.operation.Change;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a plan tells of the guests that it leaves off.
class PlanViewTest {
    private static final DomainRef WEB = new DomainRef(new UUID(0, 1), "web");
    private static final PlanView VIEW = new PlanView(Change.undo(), Instant.EPOCH);
    private static final DomainRef DB = new DomainRef(new UUID(0, 2), "db");

    private static List<String> leftOff(Step... steps) {
        var intent = new Intent(Intent.Kind.REVERT, WEB, new SnapshotName("s1"));
        return VIEW.of(Plan.of(intent, List.of(steps))).leftOff();
    }

    @Test
    void namesAGuestThatIsStopped() {
        assertThat(leftOff(new DomainStep.StopDomain())).containsExactly("web");
    }

    @Test
    void saysNothingOfOneThatGoesOnOrWasOff() {
        assertThat(leftOff(new DomainStep.StopDomain(), new DomainStep.StartDomain(false, false)))
                .isEmpty();
        assertThat(leftOff()).isEmpty();
    }

    @Test
    void tellsTheDomainsOfAGroupApart() {
        assertThat(
                        leftOff(
                                new Step.OnDomain(WEB, new DomainStep.StopDomain()),
                                new Step.OnDomain(DB, new DomainStep.StopDomain()),
                                new Step.OnDomain(WEB, new DomainStep.StartDomain(false, false))))
                .containsExactly("db");
    }
}
