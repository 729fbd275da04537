package dev.varve.cli.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.operation.Change;
import dev.varve.operation.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeftOffTest {
    private static Plan plan(String... leftOff) {
        return new Plan(
                Change.undo(),
                Optional.empty(),
                Instant.EPOCH,
                new Plan.Subject("undo", List.of("web", "db"), List.of(), Optional.empty()),
                "undo the last revert of web",
                List.of(),
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(leftOff),
                "");
    }

    @Test
    void saysHowToStartWhatIsOff() {
        assertThat(LeftOff.note(plan("web", "db")))
                .contains(
                        "web was running and is shut off now: \"virsh start web\" starts it; "
                                + "db was running and is shut off now: \"virsh start db\" starts it");
        assertThat(LeftOff.note(plan())).isEmpty();
    }
}
