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

/// As [KillTest], while a guest runs. What stays in QEMU is taken up, or the guest is stopped for it.
@Order(1) // One of the longest: it begins first.
@Tag("kill")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveKillTest {
    private final KillRuns runs;

    LiveKillTest(@TempDir Path directory) throws IOException, InterruptedException {
        runs = KillRuns.prepare(directory);
    }

    static Stream<Scenario> scenarios() {
        return Arrays.stream(Scenario.values()).filter(Scenario::live);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyKillIsMended(Scenario scenario) throws IOException, InterruptedException {
        runs.everyKillIsMended(scenario);
    }
}
