package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.Operations;
import dev.varve.libvirt.LibvirtConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Performs the operation of a scenario, in the middle of which QEMU or libvirtd is killed, ends it
/// where it could not end itself, looks at what is there then, and puts everything back for the next.
///
/// Arguments: the root, the scenario, who is killed (`qemu`, `libvirtd`), the number of the first kill.
/// It says `MORE` when others are left for the next process.
final class SurvivingVarve {
    /// A process can open the embedded libvirt some 20 times.
    static final int KILLS_OF_A_PROCESS = 8;

    private final Path root;
    private final Scenario scenario;
    private final Target target;
    private LibvirtConnection connection;
    private Stage stage;
    private int failures;

    private SurvivingVarve(Path root, Scenario scenario, Target target) {
        this.root = root;
        this.scenario = scenario;
        this.target = target;
        this.connection = LibvirtConnection.open(target.uri());
        this.stage = new Stage(root, target.uri(), scenario, connection);
    }

    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        int exit = 1;
        try (var target = target(arguments[2], root)) {
            var varve = new SurvivingVarve(root, Scenario.valueOf(arguments[1]), target);
            varve.run(Integer.parseInt(arguments[3]));
            exit = varve.failures == 0 ? 0 : 1;
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
        }
        System.out.flush();
        Runtime.getRuntime().halt(exit);
    }

    private static Target target(String who, Path root) throws IOException {
        return who.equals("qemu") ? Target.qemu(root) : PrivateLibvirtd.start(root);
    }

    /// An embedded libvirt must not be closed between the kills: it may crash with a guest running.
    private void run(int from) throws IOException {
        try {
            var changes = changes();
            var kills = Kills.ofOthers(scenario, changes);
            int end = Math.min(from + KILLS_OF_A_PROCESS, kills.size());
            for (var kill : kills.subList(from, end)) {
                System.out.println("KILL " + kill + " " + changes.get(kill.at() - 1));
                try {
                    System.out.println("ENDED " + ending(kill));
                } catch (Exception | AssertionError e) {
                    failures++;
                    System.out.println("FAILED " + kill);
                    e.printStackTrace(System.out);
                }
            }
            System.out.println(end < kills.size() ? "MORE" : "");
        } finally {
            stage.stopGuest();
            connection.close();
        }
    }

    private void connect() {
        connection.close();
        connection = LibvirtConnection.open(target.uri());
        stage = new Stage(root, target.uri(), scenario, connection);
    }

    private List<String> changes() throws IOException {
        if (!Files.exists(stage.text("changes"))) {
            stage.set();
            var killer = new Killer(Optional.empty(), target);
            assertThat(perform(killer)).isEqualTo(Said.DONE);
            assertThat(Ending.check(stage, scenario)).as("done").isTrue();
            Files.write(stage.text("changes"), killer.changes());
        }
        return Files.readAllLines(stage.text("changes"));
    }

    private String ending(Kill kill) throws IOException, InterruptedException {
        var killer = new Killer(Optional.of(kill), target);
        stage.set();
        var said = perform(killer);
        if (target.revived()) {
            connect();
        } else {
            stage.awaitGuestsEnd();
        }
        var end = said == Said.UNFINISHED ? mend(kill) : check(said);
        return said + (killer.struck() ? end : ", for nobody was there to kill");
    }

    /// What Varve said of an operation.
    private enum Said {
        DONE,
        UNDONE,
        UNFINISHED
    }

    private Said perform(Killer killer) {
        var operations =
                new Operations(
                        new KillingHypervisor(connection, killer),
                        new KillingStorage(stage.journals(), killer),
                        new DomainLocks(stage.locks()),
                        InstantSource.system());
        try {
            scenario.command().perform(operations, stage, killer);
            return Said.DONE;
        } catch (HypervisorException e) {
            System.out.println("undone: " + e.getMessage());
            return Said.UNDONE;
        } catch (OperationException e) {
            System.out.println(e.getMessage());
            assertThat(e.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
            return Said.UNFINISHED;
        }
    }

    private String check(Said said) throws IOException {
        assertThat(Ending.check(stage, scenario, guestIsLeft()))
                .as("done")
                .isEqualTo(said == Said.DONE);
        return "";
    }

    private boolean guestIsLeft() {
        return scenario.live() && !target.losesGuests();
    }

    /// What takes a guest can't be asked for again once it is gone.
    private String mend(Kill kill) throws IOException {
        boolean again = kill.at() % 2 == 1 && !(scenario.takesGuest() && target.losesGuests());
        var command = again ? scenario.command().words(stage) : List.of("recover");
        boolean ended = stage.varve(command) == 0;
        boolean stopped = !ended && (stage.endLost() || kill.mayNeedAStop(scenario));
        if (stopped) {
            stage.stopGuest();
            assertThat(stage.varve(command)).as("exit of " + command).isZero();
        }
        boolean complete = Ending.check(stage, scenario, guestIsLeft() && !stopped);
        if (again) {
            assertThat(complete).as("done").isTrue();
        }
        return (again ? ", again" : ", recovered")
                + (stopped ? " after its guest was stopped" : "")
                + (complete ? ": complete" : ": undone");
    }
}
