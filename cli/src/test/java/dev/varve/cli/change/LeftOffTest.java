package dev.varve.cli.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Step;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeftOffTest {
    private static final DomainRef WEB = new DomainRef(new UUID(0, 1), "web");
    private static final DomainRef DB = new DomainRef(new UUID(0, 2), "db");

    private static Plan plan(Step... steps) {
        var intent = new Intent(Intent.Kind.REVERT, WEB, new SnapshotName("s1"));
        return new Plan(intent, List.of(steps), 0, 0, List.of(), List.of(), List.of());
    }

    @Test
    void namesAGuestThatIsStoppedAndHowToStartIt() {
        assertThat(LeftOff.note(plan(new DomainStep.StopDomain())))
                .contains("web was running and is shut off now: \"virsh start web\" starts it");
    }

    @Test
    void saysNothingOfOneThatGoesOnOrWasOff() {
        assertThat(
                        LeftOff.note(
                                plan(
                                        new DomainStep.StopDomain(),
                                        new DomainStep.StartDomain(false, false))))
                .isEmpty();
        assertThat(LeftOff.note(plan())).isEmpty();
    }

    @Test
    void tellsTheDomainsOfAGroupApart() {
        var plan =
                plan(
                        new Step.OnDomain(WEB, new DomainStep.StopDomain()),
                        new Step.OnDomain(DB, new DomainStep.StopDomain()),
                        new Step.OnDomain(WEB, new DomainStep.StartDomain(false, false)));
        assertThat(LeftOff.note(plan))
                .contains("db was running and is shut off now: \"virsh start db\" starts it");
    }
}
