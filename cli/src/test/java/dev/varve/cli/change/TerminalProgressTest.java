package dev.varve.cli.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.operation.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private TerminalProgress progress(boolean quiet, boolean terminal) {
        return new TerminalProgress(
                new PrintStream(written, true, StandardCharsets.UTF_8), quiet, terminal);
    }

    private static String text(long bytes, long total, long rate, Optional<Duration> left) {
        return TerminalProgress.text(new Progress.Moved(bytes, total, rate, left));
    }

    @Test
    void hasNoRateAtFirst() {
        assertThat(text(MIB, 4 * MIB, 0, Optional.empty())).isEqualTo("25 % (1.0 MiB of 4.0 MiB)");
    }

    @Test
    void hasARateAndTheTimeLeft() {
        assertThat(text(5 * MIB, 400 * MIB, 2 * MIB, Optional.of(Duration.ofSeconds(198))))
                .isEqualTo("1 % (5.0 MiB of 400.0 MiB, 2.0 MiB/s, 3 min 18 s left)");
    }

    @Test
    void hasNoTimeLeftWhereItDoesNotGetLess() {
        assertThat(text(5 * MIB, 8 * MIB, 2 * MIB, Optional.empty()))
                .isEqualTo("62 % (5.0 MiB of 8.0 MiB, 2.0 MiB/s)");
    }

    @Test
    void isOneLineOnATerminal() {
        try (var progress = progress(false, true)) {
            progress.on(new Progress.Step(2, 3, "stop the guest"));
            progress.on(new Progress.Moved(MIB, 4 * MIB, 0, Optional.empty()));
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
            progress.on(new Progress.Step(2, 3, "stop the guest"));
            progress.on(new Progress.Moved(MIB, 4 * MIB, 0, Optional.empty()));
            progress.on(new Progress.Note("so it is"));
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("note: so it is\n");
    }

    @Test
    void saysNothingWhereItShallBeQuiet() {
        try (var progress = progress(true, true)) {
            progress.on(new Progress.Step(2, 3, "stop the guest"));
            progress.on(new Progress.Moved(MIB, 4 * MIB, 0, Optional.empty()));
            progress.on(new Progress.Note("so it is"));
        }
        assertThat(written.size()).isZero();
    }
}
