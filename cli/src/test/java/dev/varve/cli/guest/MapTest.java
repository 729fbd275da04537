package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.xml.sax.InputSource;

/// The picture of a domain with branches, internal snapshots and a clone.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class MapTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();
    private final RealGuest guest;
    private final Path file = host.root().resolve("web.svg");

    MapTest() throws IOException, InterruptedException {
        guest = host.define("web", 2);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        guest.write(1);
        host.varve("snapshot-create-as", "web", "<s2>", "--disk-only", "--tag", "try").ok();
        host.varve("snapshot-create-as", "web", "i1").ok();
        host.varve("hold", "web", "s1").ok();
        host.varve("snapshot-revert", "web", "s1").ok();
        var overlay = host.images().resolve("overlay.qcow2");
        var base = guest.frozen("<s2>", "vda");
        host.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "qcow2",
                        "-b",
                        "" + base,
                        "" + overlay)
                .ok();
        host.define("copy", 1, xml -> xml.replace(host.images() + "/copy-vda.qcow2", "" + overlay));
    }

    @Test
    void showsSnapshotsAndWhoElseLiesOnThem() throws Exception {
        assertThat(texts(host.varve("map", "web", "--svg", "-").ok()))
                .contains("web", "s1", "<s2>", "i1", "#try", "copy", "now \u00b7 shut off")
                .contains("another domain's disk", "internal snapshot, inside an image")
                .anyMatch(text -> text.startsWith("before revert "))
                .anyMatch(text -> text.startsWith("vda ") && text.contains(" \u00b7 vdb "))
                .anyMatch(text -> text.startsWith("4 snapshots \u00b7 1 other user of its layers"));
    }

    private static List<String> texts(String picture) throws Exception {
        var nodes =
                DocumentBuilderFactory.newDefaultNSInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(picture)))
                        .getElementsByTagNameNS("*", "text");
        var texts = new ArrayList<String>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void replacesItsOwnPictureAndNothingElse() throws Exception {
        assertThat(draw(file).ok()).isEqualTo("Snapshots of domain web drawn in " + file + "\n\n");
        var first = Files.readString(file);
        host.varve("tag", "web", "i1", "--add", "again").ok();
        draw(file).ok();
        assertThat(Files.readString(file)).isNotEqualTo(first).contains("#again");

        var disk = guest.head("vda");
        var before = Files.readAllBytes(disk);
        var refused = draw(disk);
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err())
                .isEqualTo(
                        "error: cannot write the picture to %s: it is there, and varve didn't write it; choose another name, or remove it\n"
                                .formatted(disk));
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        try (var files = Files.list(host.root())) {
            assertThat(files).noneMatch(left -> left.toString().endsWith(".partial"));
        }
    }

    @Test
    void saysWhyThereIsNoPicture() throws Exception {
        assertThat(draw(host.root()).exit()).isEqualTo(4);
        assertThat(draw(host.root().resolve("nowhere/web.svg")).err())
                .endsWith(": there is no such directory\n");
        assertThat(host.varve("map", "nope", "--svg", "-").exit()).isEqualTo(3);
        assertThat(host.varve("map").failed())
                .isEqualTo("error: command 'map' requires <domain> option\n");
        assertThat(draw(host.root().resolve("web.png")).exit()).isEqualTo(2);
        assertThat(host.root().resolve("web.png")).doesNotExist();
    }

    private Outcome draw(Path to) throws IOException, InterruptedException {
        return host.varve("map", "web", "--svg", to.toString());
    }

    @Test
    void drawsAllDomainsOnOnePage() throws Exception {
        var page = host.root().resolve("all.svg");

        assertThat(host.varve("map", "--all", "--output", page.toString()).ok())
                .isEqualTo("Snapshots of 2 domains drawn in " + page + "\n\n");
        assertThat(texts(Files.readString(page))).contains("web", "copy", "s1");
        assertThat(host.varve("map", "web", "--all").exit()).isEqualTo(2);
    }

    @Test
    void followsALinkToItsOwnPictureAndReplacesNoOther() throws Exception {
        var picture = host.root().resolve("linked.svg");
        var link = Files.createSymbolicLink(host.root().resolve("link.svg"), picture);
        assertThat(draw(link).exit()).isEqualTo(4);
        draw(picture).ok();
        draw(link).ok();
        assertThat(link).isSymbolicLink();
        assertThat(picture).isRegularFile();
    }
}
