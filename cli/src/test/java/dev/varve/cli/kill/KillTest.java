package dev.varve.cli.kill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Varve is killed at every change that an operation makes while no guest runs, over real libvirt and real
/// images. The same command or a recovery then completes the operation or undoes it; whatever a snapshot
/// or the head held reads as before.
@Order(2) // One of the longest: it begins first.
@Tag("kill")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillTest {
    private final KillRuns runs;

    KillTest(@TempDir Path directory) throws IOException, InterruptedException {
        runs = KillRuns.prepare(directory);
    }

    static Stream<Scenario> scenarios() {
        return Arrays.stream(Scenario.values()).filter(scenario -> !scenario.live());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyKillIsMended(Scenario scenario) throws IOException, InterruptedException {
        runs.everyKillIsMended(scenario);
    }
}
