package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is opened and closed leaves no memory behind. The heap has a fixed size and nothing is
/// compiled on the way, so what grows is memory of libvirt's: about 20 kB at most when everything
/// is freed, and from 100 kB (the arrays of handles) to 5000 kB (the strings) when one is not.
@Tag("slow")
class HandleMemoryTest {
    private static final int HANDLES = 10_000;

    @Test
    void settlesWhileTenThousandHandlesAreOpenedAndClosed(@TempDir Path directory)
            throws Exception {
        var churn =
                ChildJvm.run(
                        directory,
                        Map.of("MALLOC_ARENA_MAX", "1"),
                        List.of(
                                "-Xint",
                                "-XX:+UseSerialGC",
                                "-Xms32m",
                                "-Xmx32m",
                                "-XX:+AlwaysPreTouch"),
                        HandleChurn.class,
                        Integer.toString(HANDLES));

        assertThat(churn.errors()).isEmpty();
        assertThat(churn.exitCode()).isZero();
        long warm = residentKilobytes(churn.output().get(1));
        long end = residentKilobytes(churn.output().get(9));
        assertThat(end - warm)
                .as("growth in kB; handles and size were %s", churn.output())
                .isLessThan(64);
    }

    private static long residentKilobytes(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }
}
