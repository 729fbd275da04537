package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random trees of snapshots, as the commands themselves grow them, with accidents at random points.
///
/// `-Dvarve.simulation.operations=N` lets it run longer, `-Dvarve.seed=S` elsewhere, and
/// `-Dvarve.simulation.story=N` tells more of what came before a failure; a failure names
/// the seed of its world. Most worlds are small, so that what happens in them meets; one in forty grows
/// to hundreds of snapshots.
@Tag("slow")
class SimulationTest {
    private static final int OPERATIONS_OF_A_WORLD = 50;
    private static final int OPERATIONS_OF_A_GREAT_WORLD = 600;
    private static final int SNAPSHOTS_OF_A_GREAT_WORLD = 200;
    private static final int GREAT_WORLD = 40;

    @TempDir Path directory;

    @Test
    void nothingIsEverLost() {
        int usual = Boolean.getBoolean("varve.nightly") ? 100_000 : 2_500;
        int operations = Integer.getInteger("varve.simulation.operations", usual);
        long seed = Long.getLong("varve.seed", 1);
        var tally = new TreeMap<String, Integer>();
        for (int done = 0; done < operations; seed++) {
            boolean great = seed % GREAT_WORLD == 0;
            int wanted = great ? OPERATIONS_OF_A_GREAT_WORLD : OPERATIONS_OF_A_WORLD;
            run(seed, great ? SNAPSHOTS_OF_A_GREAT_WORLD : 0, wanted, tally);
            done += wanted;
        }
        System.Logger log = System.getLogger(SimulationTest.class.getName());
        log.log(System.Logger.Level.INFO, "simulated {0}", tally);
        assertThat(tally).containsKeys("create done", "revert done", "delete done", "cut");
    }

    private void run(long seed, int snapshots, int operations, Map<String, Integer> tally) {
        var world = new Simulation(directory, seed, snapshots, tally);
        try {
            world.run(operations);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "-Dvarve.seed=" + seed + ", after\n" + world.story() + "\n" + e.getMessage(),
                    e);
        }
    }
}
