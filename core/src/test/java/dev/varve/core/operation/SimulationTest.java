package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random trees of snapshots, as the commands themselves grow them, with accidents at random points.
///
/// `-Dvarve.simulation.operations=N` lets it run longer, `-Dvarve.seed=S` elsewhere; a failure names
/// the seed of its world.
class SimulationTest {
    private static final int OPERATIONS_OF_A_WORLD = 50;

    @TempDir Path directory;

    @Test
    void nothingIsEverLost() {
        int operations = Integer.getInteger("varve.simulation.operations", 2_500);
        long seed = Long.getLong("varve.seed", 1);
        var tally = new TreeMap<String, Integer>();
        for (int done = 0; done < operations; done += OPERATIONS_OF_A_WORLD, seed++) {
            var world = new Simulation(directory, seed, tally);
            try {
                world.run(Math.min(OPERATIONS_OF_A_WORLD, operations - done));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "-Dvarve.seed="
                                + seed
                                + ", after\n"
                                + world.story()
                                + "\n"
                                + e.getMessage(),
                        e);
            }
        }
        System.Logger log = System.getLogger(SimulationTest.class.getName());
        log.log(System.Logger.Level.INFO, "simulated {0}", tally);
        assertThat(tally).containsKeys("create done", "revert done", "delete done", "cut");
    }
}
