package dev.varve.cli.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.CopyRate;
import dev.varve.core.plan.step.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CopyRate rate = new CopyRate(Duration.ofSeconds(10));

    private TerminalProgress progress(boolean quiet, boolean terminal) {
        return new TerminalProgress(
                new PrintStream(written, true, StandardCharsets.UTF_8), quiet, terminal);
    }

    private String text(long done, long total) {
        return TerminalProgress.text(done, total, rate);
    }

    @Test
    void hasNoRateAtFirst() {
        rate.add(0, MIB, 4 * MIB);
        assertThat(text(MIB, 4 * MIB)).isEqualTo("25 % (1.0 MiB of 4.0 MiB)");
    }

    @Test
    void hasARateAndTheTimeLeft() {
        rate.add(0, MIB, 400 * MIB);
        rate.add(2 * SECOND, 5 * MIB, 400 * MIB);
        assertThat(text(5 * MIB, 400 * MIB))
                .isEqualTo("1 % (5.0 MiB of 400.0 MiB, 2.0 MiB/s, 3 min 18 s left)");
    }

    @Test
    void hasNoTimeLeftWhereItDoesNotGetLess() {
        rate.add(0, MIB, 4 * MIB);
        rate.add(2 * SECOND, 5 * MIB, 8 * MIB);
        assertThat(text(5 * MIB, 8 * MIB)).isEqualTo("62 % (5.0 MiB of 8.0 MiB, 2.0 MiB/s)");
    }

    @Test
    void isOneLineOnATerminal() {
        try (var progress = progress(false, true)) {
            progress.performing(new Step.StopDomain(), 2, 3);
            progress.advanced(MIB, 4 * MIB);
        }
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("\r\u001b[K\u001b[?7l[2/3] stop the guest\u001b[?7h")
                .contains("[2/3] 25 % (1.0 MiB of 4.0 MiB) stop the guest")
                .endsWith("\r\u001b[K")
                .doesNotContain("\n");
    }

    @Test
    void isNotShownElsewhereButNotesAre() {
        try (var progress = progress(false, false)) {
            progress.performing(new Step.StopDomain(), 2, 3);
            progress.advanced(MIB, 4 * MIB);
            progress.note("so it is");
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("note: so it is\n");
    }

    @Test
    void saysNothingWhereItShallBeQuiet() {
        try (var progress = progress(true, true)) {
            progress.performing(new Step.StopDomain(), 2, 3);
            progress.advanced(MIB, 4 * MIB);
            progress.note("so it is");
        }
        assertThat(written.size()).isZero();
    }
}
