package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The layers of a domain with branches and a clone, as `chain` shows them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class ChainTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    ChainTest() throws IOException {}

    @Test
    void showsWhatLiesOnWhatAndWhatNeedsIt() throws Exception {
        var guest = host.define("web", 1);
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        guest.write(1);
        host.varve("snapshot-create-as", "web", "s2", "--disk-only").ok();
        host.varve("snapshot-revert", "web", "s1").ok();
        var base = guest.frozen("s1", "vda");
        var clone = overlay(host.images().resolve("clone.qcow2"), guest.frozen("s2", "vda"));

        assertThat(host.varve("chain", "web").ok().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith(" " + base + " qcow2") && ends(line, "s1"))
                .anyMatch(line -> line.startsWith(" +- web-vda.s1 qcow2") && ends(line, "s2"))
                .anyMatch(line -> line.contains("+- clone.qcow2 qcow2") && line.endsWith(" -"))
                .anyMatch(line -> line.startsWith(" +- web-vda.") && line.endsWith(" disk vda"));

        var layers = new JsonMapper().readTree(host.varve("chain", "web", "--json").ok());
        assertThat(layers.get("layers").findValuesAsString("image"))
                .startsWith(base.toString())
                .contains(clone.toString(), guest.head("vda").toString());
        for (var layer : layers.get("layers")) {
            assertThat(layer.get("exclusiveBytes").asLong())
                    .as(layer.toString())
                    .isLessThanOrEqualTo(layer.get("dataBytes").asLong());
        }
        var own = layers.get("layers").get(0);
        assertThat(own.get("exclusiveBytes").asLong()).as("the base is read by all").isZero();
        assertThat(host.varve("chain", "web", "--dot").ok())
                .startsWith("digraph \"web\" {")
                .contains("\"%s\" -> \"%s\";".formatted(clone, guest.frozen("s2", "vda")));
        assertThat(host.varve("chain", "web", "--dot", "--json").exit()).isEqualTo(2);
    }

    @Test
    void showsImagesThatNoDomainKnows() throws Exception {
        var base = Files.createDirectory(host.root().resolve("bases")).resolve("base.raw");
        var shelf = Files.createDirectory(host.root().resolve("shelf"));
        host.run("qemu-img", "create", "-q", "-f", "raw", base.toString(), "1M").ok();
        host.run("qemu-img", "create", "-q", "-f", "raw", shelf + "/notes.raw", "1M").ok();
        var top = overlay(shelf.resolve("top.qcow2"), base, "raw");
        var beside = overlay(base.resolveSibling("beside.qcow2"), base, "raw");
        var link = Files.createSymbolicLink(host.root().resolve("link"), top);

        for (var asked : List.of(shelf, top, link)) {
            assertThat(images(asked)).containsExactly(base, beside, top);
        }
        assertThat(images(base)).as("nothing leads to the shelf").containsExactly(base, beside);
        assertThat(images(shelf.resolve("notes.raw"))).containsExactly(shelf.resolve("notes.raw"));
        assertThat(host.varve("chain", shelf.toString()).ok().lines().skip(2))
                .anyMatch(line -> line.startsWith(" " + base + " ") && line.endsWith(" 2 overlays"))
                .anyMatch(line -> line.startsWith("   +- " + top + " "));
    }

    @Test
    void saysWhatIsWrongWithALayer() throws Exception {
        var shelf = Files.createDirectory(host.root().resolve("wrong"));
        var base = overlay(shelf.resolve("base.qcow2"), shelf.resolve("gone.qcow2"));
        var circle = overlay(shelf.resolve("circle.qcow2"), base);
        overlay(shelf.resolve("round.qcow2"), circle);
        host.run(
                        "qemu-img",
                        "rebase",
                        "-u",
                        "-F",
                        "qcow2",
                        "-b",
                        shelf + "/round.qcow2",
                        "" + circle)
                .ok();

        var layers = layers(shelf);
        assertThat(layers.findValuesAsString("image"))
                .contains(base.toString(), circle.toString(), shelf + "/round.qcow2");
        var found = layers.get(0).get("findings").get(0);
        assertThat(layers.get(0).get("image").asString()).isEqualTo(base.toString());
        assertThat(found.get("finding").asString()).isEqualTo("image-missing");
        assertThat(found.get("message").asString()).contains("gone.qcow2 can't be read");
        assertThat(host.varve("chain", base.toString()).ok()).contains("image-missing");
        assertThat(host.varve("chain", base.toString(), "--dot").ok())
                .contains("shape=note", "image-missing: " + shelf + "/gone.qcow2");
    }

    @Test
    void saysWhoseFileALayerIsAndWhetherAnybodyHasItOpen() throws Exception {
        var shelf = Files.createDirectory(host.root().resolve("open"));
        var image = shelf.resolve("a.qcow2");
        host.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1M").ok();
        host.run("chmod", "640", image.toString()).ok();
        var stat = host.run("stat", "-c", "%U:%G %b", image.toString()).ok().strip();

        var layer = layers(image).get(0);
        assertThat(layer.get("owner").asString() + " " + layer.get("allocatedBytes").asLong() / 512)
                .isEqualTo(stat);
        assertThat(layer.get("mode").asString()).isEqualTo("0640");
        assertThat(layer.get("open").asBoolean()).isFalse();
        var program = host.start("qemu-io", "-f", "qcow2", image.toString());
        try (var input = program.outputWriter()) {
            awaitPrompt(program);
            assertThat(layers(image).get(0).get("open").asBoolean()).isTrue();
            assertThat(host.varve("chain", image.toString()).ok())
                    .contains("a running program that has it open");
            input.write("quit\n");
        }
        assertThat(program.waitFor()).isZero();
    }

    /// The image is open, and locked, before `qemu-io` asks for a command.
    private static void awaitPrompt(Process program) throws IOException {
        assertThat((char) program.getInputStream().read()).isEqualTo('q');
    }

    @Test
    void saysThatThereIsNothingOfThatName() throws Exception {
        var nothing = host.varve("chain", "nope");
        assertThat(nothing.exit()).isEqualTo(3);
        assertThat(nothing.err())
                .isEqualTo(
                        "error: cannot show the layers of nope: there is no domain, and no image or"
                                + " directory of that name\n");
        assertThat(host.varve("chain", "/nope/x").err())
                .contains("there is no image or directory of that name");
        assertThat(host.varve("chain", host.root() + "/link-to-nothing", "--json").exit())
                .isEqualTo(3);
    }

    private JsonNode layers(Path place) throws Exception {
        var document = new JsonMapper().readTree(host.varve("chain", "" + place, "--json").ok());
        assertThat(document.get("domain").isNull()).isTrue();
        assertThat(document.get("place").asString()).isEqualTo(place.toRealPath().toString());
        return document.get("layers");
    }

    private List<Path> images(Path place) throws Exception {
        return layers(place).findValuesAsString("image").stream().map(Path::of).toList();
    }

    private static boolean ends(String line, String snapshot) {
        return line.endsWith(" snapshot " + snapshot);
    }

    private Path overlay(Path overlay, Path base) throws Exception {
        return overlay(overlay, base, "qcow2");
    }

    /// The base image need not be there.
    private Path overlay(Path overlay, Path base, String format) throws Exception {
        var command =
                "qemu-img create -q -u -f qcow2 -F %s -b %s %s 24M"
                        .formatted(format, base, overlay);
        host.run("sh", "-c", command).ok();
        return overlay;
    }
}
