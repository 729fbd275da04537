package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// New domains of a snapshot, on real libvirt with real guests.
@Order(3) // One of the longest: it begins first.
@Tag("guest")
class CloneTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    CloneTest() throws IOException {}

    private RealGuest guest(String name) {
        return new RealGuest(host, name);
    }

    @Test
    void aLinkedCloneRunsBesideItsOriginAndNeitherSeesTheOther() throws Exception {
        var web = host.define("web", 2).start();
        web.shell("echo before >/mnt/vda/file; echo before >/mnt/vdb/file; sync");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        web.shell("echo origin >/mnt/vda/file; sync");

        var made = host.varve("clone", "web", "web2", "--snapshot", "s1", "--start");
        assertThat(made.ok().lines())
                .startsWith(
                        "Domain 'web2' cloned from snapshot s1 of 'web'", "Domain 'web2' started");
        assertThat(made.err()).contains("web2 will start as after a power cut");

        var web2 = guest("web2");
        assertThat(web2.shell("cat /mnt/vda/file /mnt/vdb/file")).isEqualTo("before\nbefore");
        web2.shell("echo clone >/mnt/vda/file; echo clone >/mnt/vdb/file; sync");
        assertThat(web.shell("cat /mnt/vda/file /mnt/vdb/file")).isEqualTo("origin\nbefore");
        assertThat(web2.shell("cat /mnt/vda/file /mnt/vdb/file")).isEqualTo("clone\nclone");

        // What the clone reads can't go while it reads it; a flattened one needs nothing.
        var deleted = host.varve("snapshot-delete", "web", "s1");
        assertThat(deleted.exit()).isZero();
        assertThat(web2.shell("cat /mnt/vda/file")).isEqualTo("clone");
        assertThat(host.chain(web2.head("vda"))).contains(host.images().resolve("web-vda.qcow2"));
        host.varve("clone", "--flatten", "web2").ok();
        assertThat(host.chain(web2.head("vda"))).containsExactly(web2.head("vda"));
        assertThat(host.chain(web2.head("vdb"))).containsExactly(web2.head("vdb"));
        assertThat(web2.shell("cat /mnt/vda/file /mnt/vdb/file")).isEqualTo("clone\nclone");

        web.destroy();
        host.virsh("undefine", "web").ok();
        for (var image : host.imageFiles()) {
            if (image.getFileName().toString().startsWith("web-")) {
                Files.delete(image);
            }
        }
        web2.destroy();
        web2.start();
        assertThat(web2.shell("cat /mnt/vda/file /mnt/vdb/file")).isEqualTo("clone\nclone");
    }

    @Test
    void aCloneGoesOnWithTheMemoryOfTheSnapshot() throws Exception {
        var web = host.define("web", 1).start();
        web.shell("echo before >/mnt/vda/file; sync; echo in memory >/tmp/here");
        var memory = host.images().resolve("web.mem").toString();
        host.varve("snapshot-create-as", "web", "s1", "--memspec", memory, "--live").ok();
        web.shell("echo origin >/mnt/vda/file; echo origin >/tmp/here; sync");

        var made =
                host.varve("clone", "web", "web2", "--snapshot", "s1", "--memory", "--count", "2");
        assertThat(made.ok())
                .startsWith(
                        """
                        Domain 'web2-1' cloned from snapshot s1 of 'web'
                        Domain 'web2-2' cloned from snapshot s1 of 'web'
                        """);
        assertThat(made.err()).contains("web2-1 to web2-2 go on where web was");
        for (var name : List.of("web2-1", "web2-2")) {
            var clone = guest(name);
            assertThat(clone.shell("cat /tmp/here /mnt/vda/file")).isEqualTo("in memory\nbefore");
            clone.shell("echo " + name + " | tee /tmp/here >/mnt/vda/file; sync");
        }
        assertThat(web.shell("cat /tmp/here /mnt/vda/file")).isEqualTo("origin\norigin");
        assertThat(guest("web2-1").shell("cat /tmp/here /mnt/vda/file"))
                .isEqualTo("web2-1\nweb2-1");
        assertThat(PrivateHost.listing(host.images()).keySet())
                .noneMatch(name -> name.startsWith("."));

        guest("web2-2").destroy();
        guest("web2-2").start();
        assertThat(guest("web2-2").shell("cat /mnt/vda/file")).isEqualTo("web2-2");
        host.varve("snapshot-revert", "web", "s1").ok();
        assertThat(web.shell("cat /tmp/here /mnt/vda/file")).isEqualTo("in memory\nbefore");

        host.varve("snapshot-create-as", "web", "s2", "--disk-only").ok();
        var without = host.varve("clone", "web", "web3", "--snapshot", "s2", "--memory");
        assertThat(without.exit()).isEqualTo(4);
        assertThat(without.err())
                .contains("cannot clone snapshot s2 of web as web3: it holds no memory");
    }

    @Test
    void aFullCloneOfAnInternalSnapshotNeedsNothing() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        host.varve("snapshot-create-as", "web", "i1").ok();
        var then = Files.copy(web.head("vda"), host.root().resolve("then"));
        web.write(2);
        var linked = host.varve("clone", "web", "web2", "--snapshot", "i1");
        assertThat(linked.exit()).isEqualTo(4);
        assertThat(linked.err()).contains("on which no overlay can lie; --full copies it out");
        web.start();
        assertThat(host.varve("clone", "web", "web2", "--snapshot", "i1", "--full").err())
                .contains("which the guest of web writes; shut it down");
        web.destroy();

        host.varve("clone", "web", "web2", "--snapshot", "i1", "--full").ok();
        var clone = guest("web2").head("vda");
        host.run("qemu-img", "compare", "-q", then.toString(), clone.toString()).ok();
        assertThat(host.chain(clone)).containsExactly(clone);
        assertThat(host.run("qemu-img", "snapshot", "-l", clone.toString()).ok()).isBlank();
        host.varve("snapshot-delete", "web", "i1").ok();
        host.run("qemu-img", "check", "-q", clone.toString()).ok();
    }

    @Test
    void clonesKeepTheirContentsWhateverIsDeletedBelowAndBeside() throws Exception {
        long seed = Long.getLong("varve.seed", 1);
        var random = new Random(seed);
        var web = host.define("web", 1);
        var guests = new ArrayList<>(List.of(web));
        for (int i = 1; i <= 4; i++) {
            web.write(i);
            host.varve("snapshot-create-as", "web", "s" + i, "--disk-only").ok();
        }
        for (int i = 0; i < 4; i++) {
            var name = "c" + i;
            host.varve("clone", "web", name, "--snapshot", "s" + (i + 1), "--count", "5").ok();
            for (int n = 1; n <= 5; n++) {
                guests.add(guest(name + "-" + n));
                guests.getLast().write(10 + 5 * i + n);
            }
        }
        assertThat(guests).hasSize(21);
        grandchild(guests);
        var kept = new ArrayList<Contents>();
        for (var guest : guests) {
            kept.add(Contents.of(guest));
        }
        for (var deletion : deletions(random)) {
            host.varve("snapshot-delete", deletion.get(0), deletion.get(1)).ok();
            for (var contents : kept) {
                contents.assertUnchanged();
            }
        }
        assertThat(web.snapshots()).as("seed %s", seed).isEmpty();
        for (var guest : guests.subList(1, guests.size())) {
            host.run("qemu-img", "check", "-q", guest.head("vda").toString()).ok();
        }
    }

    /// A clone of a clone's snapshot.
    private void grandchild(List<RealGuest> guests) throws Exception {
        host.varve("snapshot-create-as", "c1-1", "g", "--disk-only").ok();
        guests.get(6).write(40);
        host.varve("clone", "c1-1", "grandchild", "--snapshot", "g").ok();
        guests.add(guest("grandchild"));
        guests.getLast().write(41);
    }

    private static List<List<String>> deletions(Random random) {
        var all = new ArrayList<List<String>>();
        for (int i = 1; i <= 4; i++) {
            all.add(List.of("web", "s" + i));
        }
        all.add(List.of("c1-1", "g"));
        Collections.shuffle(all, random);
        return all;
    }

    @Test
    void aFullCloneNeedsNothingOfItsOrigin() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        var made = host.varve("clone", "web", "web2", "--full", "--dir", images("other"));
        made.ok();
        assertThat(web.snapshots()).as("snapshots that were taken for it").isEmpty();
        var web2 = guest("web2");
        assertThat(web2.head("vda")).isEqualTo(Path.of(images("other"), "web2.qcow2"));
        assertThat(host.chain(web2.head("vda"))).containsExactly(web2.head("vda"));
        same(web.head("vda"), web2.head("vda"));
        web.assertNoFileIsLeft();
        var definition = host.virsh("dumpxml", "web2").ok();
        assertThat(definition)
                .contains("<name>web2</name>", "web2.console", "web2.socket")
                .doesNotContain(host.virsh("domuuid", "web").ok().strip());
    }

    private String images(String directory) throws IOException {
        return Files.createDirectories(host.root().resolve(directory)).toString();
    }

    private void same(Path one, Path other) throws Exception {
        host.run("qemu-img", "compare", "-q", one.toString(), other.toString()).ok();
    }

    @Test
    void aTemplateIsClonedAsItWas() throws Exception {
        var gold = host.define("gold", 1);
        gold.write(1);
        host.varve("clone", "--template", "gold").ok();
        gold.write(2);
        host.varve("clone", "gold", "web", "--count", "3").ok();
        same(gold.frozen("template", "vda"), guest("web-3").head("vda"));
        var refused = host.varve("snapshot-delete", "gold", "template");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("a template: clones are made of it");
    }

    @Test
    void whatCantBeClonedLeavesNothingBehind() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        var before = state();
        refused(2, "domain 'web' already exists", "clone", "web", "web", "--snapshot", "s1");
        refused(2, "can't contain '/'", "clone", "web", "a/b", "--snapshot", "s1");
        refused(3, "'none'", "clone", "web", "web2", "--snapshot", "none");
        refused(3, "no such directory", "clone", "web", "w2", "--dir", "/nowhere/at/all");
        refused(3, "no such pool", "clone", "web", "web2", "--pool", "none");
        refused(2, "--count takes a number", "clone", "web", "web2", "--count", "0");
        refused(2, "mutually exclusive", "clone", "web", "web2", "--full", "--linked");
        refused(2, "newname", "clone", "web");
        refused(2, "no other domain needs", "clone", "--flatten", "web");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aLayerThatIsMissingOrBeingWrittenIsNamed() throws Exception {
        var web = host.define("web", 1);
        web.write(1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        var frozen = web.frozen("s1", "vda");
        var aside = host.images().resolve("aside");
        Files.move(frozen, aside);
        refused(4, frozen.toString(), "clone", "web", "web2", "--snapshot", "s1");
        Files.move(aside, frozen);

        // The workaround that people use where there is no revert.
        var xml = host.root().resolve("edited.xml");
        Files.writeString(
                xml,
                host.virsh("dumpxml", "web", "--inactive")
                        .ok()
                        .replace(web.head("vda").toString(), frozen.toString()));
        host.virsh("define", xml.toString()).ok();
        refused(4, "which domain web writes", "clone", "web", "web2", "--snapshot", "s1");
    }

    private void refused(int exit, String message, String... command) throws Exception {
        var outcome = host.varve(command);
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(exit);
        assertThat(outcome.err()).contains(message);
    }

    private Map<String, Object> state() throws Exception {
        return Map.of(
                "files",
                PrivateHost.listing(host.images()),
                "domains",
                host.virsh("list", "--all", "--name").ok(),
                "snapshots",
                guest("web").snapshots());
    }

    @Test
    void saysHowMuchSpaceIsMissing() throws Exception {
        var web = host.define("web", 1);
        host.run("qemu-io", "-f", "qcow2", "-c", "write -q -P 7 0 20M", web.head("vda").toString())
                .ok();
        try (var small = SmallDirectory.mount(host.root().resolve("small"), 8)) {
            var outcome =
                    host.varve("clone", "web", "web2", "--full", "--dir", small.path().toString());
            assertThat(outcome.exit()).as("%s", outcome).isEqualTo(1);
            assertThat(outcome.err())
                    .containsPattern("[0-9]+ MiB are missing: 2[0-9] MiB are needed");
            assertThat(PrivateHost.listing(small.path())).isEmpty();
        }
        assertThat(web.snapshots()).isEmpty();
        assertThat(host.virsh("list", "--all", "--name").ok().strip()).isEqualTo("web");
    }
}
