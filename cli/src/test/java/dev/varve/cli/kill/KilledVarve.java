package dev.varve.cli.kill;

import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.Operations;
import dev.varve.libvirt.LibvirtConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Ends the operation in the middle of which the process before was killed, looks at what is there
/// then, puts everything back, and is killed in turn.
///
/// Arguments: the root, the scenario, how the last kill is mended (`recover`, `stop`, `again`, `-`), and
/// where this process is killed (a [Kill], `count` for an undisturbed run, `-` for none).
final class KilledVarve {
    private final Scenario scenario;
    private final LibvirtConnection connection;
    private final Stage stage;

    private KilledVarve(Path root, Scenario scenario, LibvirtConnection connection) {
        this.scenario = scenario;
        this.connection = connection;
        this.stage = new Stage(root, Stage.uri(root), scenario, connection);
    }

    /// Where it isn't killed it stops the guest: an embedded libvirt may crash when it is closed with one.
    public static void main(String[] arguments) {
        int exit = 0;
        try (var connection = LibvirtConnection.open(Stage.uri(Path.of(arguments[0])))) {
            var varve =
                    new KilledVarve(
                            Path.of(arguments[0]), Scenario.valueOf(arguments[1]), connection);
            try {
                varve.run(arguments[2], arguments[3]);
            } catch (Exception | AssertionError e) {
                e.printStackTrace(System.out);
                exit = 1;
            }
            varve.stage.stopGuest();
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
            exit = 1;
        }
        System.out.flush();
        Runtime.getRuntime().halt(exit);
    }

    private void run(String mend, String kill) throws IOException {
        if (!mend.equals("-")) {
            mend(mend);
        }
        switch (kill) {
            case "-" -> {}
            case "count" -> count();
            default -> {
                stage.set();
                perform(Optional.of(Kill.parse(kill)));
            }
        }
    }

    private void mend(String mend) throws IOException {
        boolean pending = pending();
        if (mend.equals("recover")) {
            must(stage.varve(List.of("recover")));
            sayEnd(Ending.check(stage, scenario));
            return;
        }
        if (mend.equals("stop")) {
            boolean stopped = stage.varve(List.of("recover")) != 0;
            if (stopped) {
                stage.stopGuest();
                must(stage.varve(List.of("recover")));
            }
            sayEnd(Ending.check(stage, scenario, !stopped));
            return;
        }
        int exit = stage.varve(scenario.command().words(stage));
        if (pending) {
            must(exit);
        }
        if (!Ending.check(stage, scenario)) {
            throw new AssertionError("nothing was done");
        }
        System.out.println("ENDED complete");
    }

    private static void sayEnd(boolean complete) {
        System.out.println(complete ? "ENDED complete" : "ENDED undone");
    }

    private static void must(int exit) {
        if (exit != 0) {
            throw new AssertionError("it ended with " + exit);
        }
    }

    private boolean pending() throws IOException {
        if (!Files.exists(stage.journals())) {
            return false;
        }
        try (Stream<Path> files = Files.list(stage.journals())) {
            return files.findAny().isPresent();
        }
    }

    private void count() throws IOException {
        stage.set();
        perform(Optional.empty()).forEach(change -> System.out.println("CHANGE " + change));
        if (!Ending.check(stage, scenario)) {
            throw new AssertionError("nothing was done");
        }
    }

    private List<String> perform(Optional<Kill> kill) {
        var killer = new Killer(kill, Victim.itself());
        var operations =
                new Operations(
                        new KillingHypervisor(connection, killer),
                        new KillingStorage(stage.journals(), killer),
                        new DomainLocks(stage.locks()),
                        InstantSource.system());
        scenario.command().perform(operations, stage, killer);
        if (kill.isPresent()) {
            throw new IllegalStateException("not killed at " + kill);
        }
        return killer.changes();
    }
}
