package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.VarveProcess;
import dev.varve.libvirt.EmbedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Kills Varve, and its libvirt with it, since that is embedded, at every change that an operation makes.
/// Scenarios over the same tree follow one another in one root: it grows once.
final class KillRuns {
    private static final int KILLED = 128 + 9;

    private static final System.Logger LOG = System.getLogger(KillRuns.class.getName());

    /// Long enough for any machine, and there for a process that never ends.
    private static final int MINUTES = 20;

    private final Path directory;
    private final Path cache;
    private final Set<String> kinds = new TreeSet<>();

    private KillRuns(Path directory) {
        this.directory = directory;
        this.cache = directory.resolve("classes.aot");
    }

    /// The first libvirt asks QEMU what it can do, and its process leaves what Java had to load and link;
    /// the others read both.
    static KillRuns prepare(Path directory) throws IOException, InterruptedException {
        var runs = new KillRuns(directory);
        var first = runs.root("first");
        var words = List.of(first.toString(), Scenario.CREATE.name(), "-", "count");
        var run = run(first, VarveProcess.training(runs.cache, KilledVarve.class, words));
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(runs.cache).exists();
        return runs;
    }

    void everyKillIsMended(Scenario scenario) throws IOException, InterruptedException {
        var root = directory.resolve(scenario.tree().name().toLowerCase(Locale.ROOT));
        if (!Files.exists(root)) {
            var _ = root(root.getFileName().toString());
            Tool.must("cp", "-a", directory.resolve("first/cache").toString(), root.toString());
        }
        try {
            var ended = new ArrayList<String>();
            assertThat(failures(root, scenario, ended)).isEmpty();
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: {1} kills, then {2}",
                    scenario.name(),
                    ended.size(),
                    counts(ended));
        } finally {
            var _ = KilledProcess.killGuests(root);
        }
    }

    private static Map<String, Long> counts(List<String> ended) {
        return ended.stream()
                .collect(Collectors.groupingBy(e -> e, TreeMap::new, Collectors.counting()));
    }

    /// @param ended gets how each operation that was killed has ended
    private List<String> failures(Path root, Scenario scenario, List<String> ended)
            throws IOException, InterruptedException {
        var undisturbed = run(root, scenario, "-", "count");
        assertThat(undisturbed.exit()).as(undisturbed.output()).isZero();
        var changes = changes(undisturbed);
        var failures = new ArrayList<String>();
        var mend = "-";
        Optional<Kill> last = Optional.empty();
        for (var kill : Kills.ofVarve(scenario, changes, kinds)) {
            var run = run(root, scenario, mend, kill.toString());
            if (run.exit() == 1 && last.isPresent()) {
                failures.add(failure(last.get(), changes, mend, run));
                run = run(root, scenario, "-", kill.toString());
            }
            assertThat(run.exit()).as("kill %s: %s", kill, run.output()).isEqualTo(KILLED);
            ended.addAll(endings(run));
            last = Optional.of(kill);
            mend = mend(scenario, kill);
        }
        var run = run(root, scenario, mend, "-");
        if (run.exit() != 0) {
            failures.add(failure(last.orElseThrow(), changes, mend, run));
        }
        ended.addAll(endings(run));
        return failures;
    }

    private static String mend(Scenario scenario, Kill kill) {
        if (kill.mayNeedAStop(scenario)) {
            return "stop";
        }
        return kill.at() % 2 == 0 && scenario.command().journalled() ? "recover" : "again";
    }

    private static String failure(Kill kill, List<String> changes, String mend, Tool run) {
        return "%s (%s), then %s: %s"
                .formatted(kill, changes.get(kill.at() - 1), mend, run.output());
    }

    private static List<String> endings(Tool run) {
        return lines(run, "ENDED ");
    }

    private static List<String> changes(Tool undisturbed) {
        return lines(undisturbed, "CHANGE ");
    }

    private static List<String> lines(Tool run, String prefix) {
        return run.output()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private Path root(String name) throws IOException {
        var root = directory.resolve(name);
        var _ = EmbedRoot.prepare(root);
        return root;
    }

    private Tool run(Path root, Scenario scenario, String mend, String kill)
            throws IOException, InterruptedException {
        var words = List.of(root.toString(), scenario.name(), mend, kill);
        return run(root, VarveProcess.command(cache, KilledVarve.class, words));
    }

    private static Tool run(Path root, List<String> command)
            throws IOException, InterruptedException {
        var output = root.resolve("output");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                return new Tool(1, "does not end; it printed: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Tool(process.exitValue(), Files.readString(output));
    }
}
