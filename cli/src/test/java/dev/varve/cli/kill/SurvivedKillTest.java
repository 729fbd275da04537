package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.VarveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// QEMU is killed, or libvirtd, at every change that an operation makes, over real images. Varve
/// lives on: it ends the operation, or says that it can't, and then the same command or a recovery
/// does. Whatever a snapshot or the head held reads as before.
@Order(4) // One of the longest: it begins first.
@Tag("kill")
@Execution(ExecutionMode.CONCURRENT)
class SurvivedKillTest {
    private static final System.Logger LOG = System.getLogger(SurvivedKillTest.class.getName());

    @TempDir Path directory;

    /// Others take long, and are killed on demand.
    private static Stream<Scenario> scenarios(Scenario... some) {
        return Stream.of(Boolean.getBoolean("varve.nightly") ? Scenario.values() : some);
    }

    static Stream<Scenario> whereQemuRuns() {
        return scenarios(Scenario.LIVE_CREATE, Scenario.LIVE_DELETE_ACTIVE).filter(Scenario::live);
    }

    /// An export asks libvirt nothing once it writes.
    static Stream<Scenario> all() {
        return scenarios(Scenario.REVERT, Scenario.LIVE_DELETE_ACTIVE)
                .filter(scenario -> scenario.command().journalled());
    }

    @ParameterizedTest
    @MethodSource("whereQemuRuns")
    void everyKillOfQemuIsMended(Scenario scenario) throws IOException, InterruptedException {
        killed("qemu", scenario);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyKillOfLibvirtdIsMended(Scenario scenario) throws IOException, InterruptedException {
        killed("libvirtd", scenario);
    }

    private void killed(String who, Scenario scenario) throws IOException, InterruptedException {
        var root = Files.createDirectory(directory.resolve("root"));
        var output = new StringBuilder();
        int from = 0;
        for (boolean more = true; more; from += SurvivingVarve.KILLS_OF_A_PROCESS) {
            var run = run(root, List.of(scenario.name(), who, Integer.toString(from)));
            assertThat(run.exit()).as(run.output()).isZero();
            output.append(run.output());
            more = run.output().lines().anyMatch("MORE"::equals);
        }
        var ended =
                output.toString()
                        .lines()
                        .filter(line -> line.startsWith("ENDED "))
                        .map(line -> line.substring("ENDED ".length()))
                        .collect(
                                Collectors.groupingBy(
                                        end -> end, TreeMap::new, Collectors.counting()));
        LOG.log(System.Logger.Level.INFO, "{0} of {1}: {2}", who, scenario.name(), ended);
        assertThat(ended).isNotEmpty();
    }

    private Tool run(Path root, List<String> words) throws IOException, InterruptedException {
        var output = directory.resolve("output");
        var arguments = new ArrayList<>(List.of(root.toString()));
        arguments.addAll(words);
        var process =
                new ProcessBuilder(VarveProcess.command(SurvivingVarve.class, arguments))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(20, TimeUnit.MINUTES)) {
                return new Tool(1, "does not end; it printed: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
            var _ = KilledProcess.killGuests(root);
            var _ = KilledProcess.ofFile(root.resolve("libvirtd.pid"), root).kill();
        }
        return new Tool(process.exitValue(), Files.readString(output));
    }
}
