package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots by the clock, of a guest that runs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class PoliciesTest {
    private static final int USAGE = 2;
    private static final int NOT_FOUND = 3;
    private static final int PARTLY_DONE = 7;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    @TempDir Path policies;

    PoliciesTest() throws IOException {}

    private Outcome run(String time, String... more) throws Exception {
        var command = new ArrayList<String>();
        command.addAll(List.of("run-policies", "--policies", policies.toString()));
        command.addAll(List.of("--at", "2026-12-01T" + time + ":00Z"));
        command.addAll(List.of(more));
        return host.varve(command.toArray(String[]::new));
    }

    @Test
    void aGuestThatRunsHasItsSnapshotsTakenAndPruned() throws Exception {
        var guest = host.define("web", 1).start();
        host.define("db", 1);
        Files.writeString(
                policies.resolve("p.conf"), "domains = *\nhourly = 2\nonly-running = yes\n");
        assertThat(run("02:00", "--dry-run").ok())
                .isEqualTo(
                        """
                         Domain   Policy   Would take              Would prune   Result
                        -----------------------------------------------------------------------------------------
                         db       p        -                       -             skipped: the guest doesn't run
                         web      p        auto-p-20261201T0200Z   -             done

                        """);
        assertThat(guest.snapshots()).isEmpty();
        for (int hour = 2; hour < 5; hour++) {
            guest.shell("echo hour " + hour + " >/mnt/vda/file; sync");
            assertThat(run("0" + hour + ":00").ok()).contains("auto-p-20261201T0" + hour + "00Z");
        }
        assertThat(guest.snapshots())
                .containsExactlyInAnyOrder("auto-p-20261201T0300Z", "auto-p-20261201T0400Z");
        guest.assertNoFileIsLeft();
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("hour 4");
        assertThat(run("04:15", "--domain", "web", "--json").ok())
                .contains("\"kind\":\"PolicyRun\"", "\"taken\":null", "\"result\":\"not-due\"");

        Files.writeString(
                policies.resolve("q.conf"), "domains = web\nhourly = 2\nmin-free = 900000T\n");
        var failed = run("05:00");
        assertThat(failed.exit()).isEqualTo(PARTLY_DONE);
        assertThat(failed.err()).contains("error: 1 of 3 failed; see the table");
        assertThat(failed.out()).contains("auto-p-20261201T0500Z", "failed: ");

        Files.writeString(policies.resolve("q.conf"), "dayly = 2\n");
        var wrong = run("05:15");
        assertThat(wrong.exit()).isEqualTo(USAGE);
        assertThat(wrong.err()).contains("q.conf:1: unknown key 'dayly'");
        assertThat(wrong.out()).contains("not due");
        assertThat(run("05:15", "--policy", "none").exit()).isEqualTo(NOT_FOUND);
        assertThat(host.varve("run-policies", "--at", "soon").exit()).isEqualTo(USAGE);
        var nowhere = host.varve("run-policies", "--policies", "/nowhere/policies");
        assertThat(nowhere.exit()).isEqualTo(NOT_FOUND);
        assertThat(nowhere.err())
                .isEqualTo("error: cannot run policies: there is no directory /nowhere/policies\n");
    }
}
