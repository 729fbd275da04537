package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real images, real libvirt, real `kill -9`. The libvirt is embedded in the process that is killed,
/// so it dies in the middle too.
///
/// The domain has two disks. Snapshot s1, s2 and s3 follow one another; before each, and after the
/// last, a pattern of its own is written to both disks. What is read through every snapshot and
/// through the head is known, and must be the same after a kill and what ends the operation.
@Tag("kill")
class KillTest {
    private static final List<String> DISKS = List.of("vda", "vdb");

    @TempDir Path root;
    private KillHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new KillHost(root);
        host.define();
    }

    @AfterEach
    void removeDomain() throws Exception {
        host.undefine();
    }

    @Test
    void deletesTheSnapshotInTheMiddle() throws Exception {
        everyPoint("delete", "s2", List.of("s1", "s3"), 4);
    }

    @Test
    void deletesTheCurrentSnapshot() throws Exception {
        everyPoint("delete", "s3", List.of("s1", "s2"), 11);
    }

    @Test
    void revertsToTheFirst() throws Exception {
        everyPoint("revert", "s1", List.of("s1", "s2", "s3"), 6);
    }

    @Test
    void createsAFourth() throws Exception {
        everyPoint("create", "s4", List.of("s1", "s2", "s3"), 6);
    }

    /// Kills at each point (or at each `stride`th), recovers every second time by `recover` and else
    /// by the same command, and looks.
    private void everyPoint(String operation, String snapshot, List<String> survivors, int stride)
            throws Exception {
        host.grow();
        var undisturbed = host.killed(operation, snapshot, -1);
        assertThat(undisturbed.exit()).as(undisturbed.text()).isZero();
        int points = Integer.parseInt(undisturbed.text().replaceAll("(?s).*Plan (\\d+).*", "$1"));
        assertThat(points).isGreaterThan(10);
        for (int point = 0; point < points; point += stride) {
            host.grow();
            var before = host.contents(survivors);
            assertThat(host.killed(operation, snapshot, point).exit()).isEqualTo(128 + 9);
            host.end(operation, snapshot, point % 2 == 0);
            check(survivors, before, operation + " killed at point " + point);
        }
    }

    private void check(List<String> survivors, Map<String, String> before, String when)
            throws Exception {
        assertThat(host.contents(survivors)).as(when).isEqualTo(before);
        assertThat(host.unfinished()).as(when).isEmpty();
        assertThat(host.strangers()).as(when).isEmpty();
        for (var image : host.images()) {
            // 3: leaked clusters only.
            assertThat(host.run("qemu-img", "check", "-q", "-f", "qcow2", image.toString()).exit())
                    .as(when + ": " + image)
                    .isIn(0, 3);
        }
    }

    static List<String> disks() {
        return DISKS;
    }
}
