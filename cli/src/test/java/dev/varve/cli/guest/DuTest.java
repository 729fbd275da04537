package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.varve.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `du` says that a snapshot takes is what deleting it gives back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class DuTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /// ext4 counts a block of its own for a file with more than four extents, as many as an inode holds: up to 340 extents
    /// fit into one.
    private static final long EXTENTS = 4 * KIB;

    /// An image that is removed, or that takes another's data in, has besides data a header, an L1
    /// table, a refcount table and block, and an L2 table for its 24 MiB: five clusters of 64 KiB. At
    /// most one image is removed for each disk. The extents of each of the four may become less, too.
    private static final long TABLES = 5 * 64 * KIB + 4 * EXTENTS;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    DuTest() throws Exception {}

    private JsonNode du(String domain) throws Exception {
        return new JsonMapper().readTree(host.varve("du", domain, "--json").ok());
    }

    private JsonNode snapshot(String domain, String name) throws Exception {
        for (var snapshot : du(domain).get("snapshots")) {
            if (snapshot.get("name").asString().equals(name)) {
                return snapshot;
            }
        }
        throw new AssertionError(name);
    }

    private long exclusive(String domain, String name) throws Exception {
        return snapshot(domain, name).get("exclusiveBytes").asLong();
    }

    /// Writes to a domain that is shut off.
    private void write(RealGuest guest, String... commands) throws Exception {
        for (var command : commands) {
            host.run("qemu-io", "-f", "qcow2", "-c", command, guest.head("vda").toString()).ok();
        }
    }

    private void take(String domain, String name) throws Exception {
        host.varve("snapshot-create-as", domain, name, "--disk-only").ok();
    }

    /// `s1 <-- s2 <-- s3 <-- now`, where 2 MiB of s1's state were overwritten under s2, and so on.
    private RealGuest chain(String name) throws Exception {
        var guest = host.define(name, 1);
        write(guest, "write -P 1 8M 8M");
        take(name, "s1");
        write(guest, "write -P 2 8M 2M");
        take(name, "s2");
        write(guest, "write -P 3 9M 2M", "write -z 12M 1M");
        take(name, "s3");
        write(guest, "write -P 4 9M 1M");
        return guest;
    }

    private long allocated() throws Exception {
        long bytes = 0;
        for (var file : host.imageFiles()) {
            bytes += Image.allocatedBytes(file);
        }
        return bytes;
    }

    @Test
    void whatItSaysIsWhatADeleteFrees() throws Exception {
        chain("web");
        var all = du("web");
        assertThat(all.get("outdated").asBoolean()).isFalse();
        // Under s1 8-10M are written anew, under s2 9-10M, and under s3 too.
        assertThat(exclusive("web", "s1")).isEqualTo(2 * MIB);
        assertThat(exclusive("web", "s2")).isEqualTo(MIB);
        assertThat(exclusive("web", "s3")).isEqualTo(MIB);
        assertThat(all.get("presentBytes").asLong()).isEqualTo(MIB);
        assertThat(all.get("hiddenBytes").asLong()).isZero();
        assertThat(sum(all)).isEqualTo(all.get("totalBytes").asLong());

        for (var name : List.of("s2", "s1", "s3")) {
            long exclusive = exclusive("web", name);
            long before = allocated();
            host.varve("snapshot-delete", "web", name).ok();
            assertThat(before - allocated()).as(name).isBetween(exclusive, exclusive + TABLES);
        }
    }

    private static long sum(JsonNode all) {
        long sum = 0;
        for (var snapshot : all.get("snapshots")) {
            sum += snapshot.get("exclusiveBytes").asLong();
        }
        for (var field : List.of("presentBytes", "otherBytes", "sharedBytes", "hiddenBytes")) {
            sum += all.get(field).asLong();
        }
        return sum;
    }

    @Test
    void aBranchPointFreesOnceItsLastButOneBranchGoes() throws Exception {
        var guest = chain("branched");
        host.varve("snapshot-revert", "branched", "s1").ok();
        write(guest, "write -P 5 8M 3M");
        var left = guest.beforeRevert();
        // Of the first layer 8-10M is read through s1 alone.
        assertThat(snapshot("branched", "s1").get("stays").toString())
                .contains("stays as an unnamed branch layer");
        assertThat(exclusive("branched", "s1")).isEqualTo(2 * MIB);
        assertThat(exclusive("branched", left)).isEqualTo(MIB);

        host.varve("snapshot-delete", "branched", "s1").ok();
        assertThat(du("branched").get("hiddenBytes").asLong()).isEqualTo(2 * MIB);

        long before = allocated();
        long exclusive = exclusive("branched", left);
        host.varve("snapshot-delete", "branched", left).ok();
        assertThat(before - allocated()).isBetween(exclusive, exclusive + TABLES);
    }

    @Test
    void whatACloneReadsIsFreedByNobody() throws Exception {
        var guest = chain("cloned");
        var clone = host.images().resolve("cloned-clone.qcow2");
        var names = guest.frozen("s1", "vda") + " " + clone;
        host.run("sh", "-c", "qemu-img create -q -f qcow2 -F qcow2 -b " + names).ok();

        var s1 = snapshot("cloned", "s1");

        assertThat(s1.get("exclusiveBytes").asLong()).isZero();
        assertThat(s1.get("stays").toString())
                .contains("it is needed by images that are not this domain's");
        assertThat(du("cloned").get("otherBytes").asLong()).isZero();
        assertThat(exclusive("cloned", "s2")).isEqualTo(MIB);
    }

    @Test
    void twoSnapshotsOfOneStateTakeNothingEach() throws Exception {
        var guest = host.define("twins", 1);
        write(guest, "write -P 1 8M 8M");
        take("twins", "s1");
        host.varve("snapshot-revert", "twins", "s1", "--discard").ok();
        take("twins", "s2");
        take("twins", "s3");
        write(guest, "write -P 2 8M 8M");

        for (var name : List.of("s1", "s2", "s3")) {
            assertThat(exclusive("twins", name)).as(name).isZero();
        }
        host.varve("hold", "twins", "s2").ok();
        assertThat(host.varve("du", "twins").ok())
                .containsPattern("\\+- s2 .* 0 B .* it is held \\(no reason given\\)")
                .containsPattern("\\+- s3 .* current");
    }

    @Test
    void anInternalSnapshotHasItsOwnData() throws Exception {
        var guest = host.define("inside", 1);
        write(guest, "write -P 1 8M 4M");
        host.virsh("snapshot-create-as", "inside", "i1").ok();
        write(guest, "write -P 2 8M 1M");
        take("inside", "e1");
        write(guest, "write -P 3 9M 1M");

        assertThat(exclusive("inside", "i1")).isEqualTo(MIB);
        // i1 reads it as well.
        assertThat(exclusive("inside", "e1")).isZero();
        host.varve("snapshot-delete", "inside", "i1").ok();
        assertThat(exclusive("inside", "e1")).isEqualTo(MIB);
    }

    @Test
    void theMemoryOfARunningGuestCountsBesideItsDisks() throws Exception {
        host.define("live", 1).start();
        var memory = host.images().resolve("live.memory");
        host.varve("snapshot-create-as", "live", "m1", "--memspec", "file=" + memory).ok();

        var usage = du("live");

        assertThat(usage.get("outdated").asBoolean()).isTrue();
        assertThat(usage.get("snapshots").get(0).get("fileBytes").asLong())
                .isCloseTo(Files.size(memory), within(MIB));
        assertThat(host.varve("du", "live").err()).contains("the guest runs");
    }

    @Test
    void saysWhichImageIsMissing() throws Exception {
        var guest = chain("missing");
        Path frozen = guest.frozen("s2", "vda");
        Files.move(frozen, host.root().resolve("away"));

        var du = host.varve("du", "missing");

        assertThat(du.exit()).isEqualTo(4);
        assertThat(du.err())
                .isEqualTo(
                        "error: cannot tell what the snapshots of missing take: image "
                                + frozen
                                + " can't be read: no such file\n");
        assertThat(host.varve("du", "nobody").exit()).isEqualTo(3);
        Files.move(host.root().resolve("away"), frozen);
    }
}
