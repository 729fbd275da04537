package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.Source;
import dev.varve.core.plan.Intent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is there when the operation has been ended: all is done, or all is as it was.
final class Ending {
    private static final List<String> DISKS = List.of("vda", "vdb");

    private final Stage stage;
    private final Scenario scenario;
    private final HostState state;
    private final Domain web;
    private final boolean complete;

    private Ending(Stage stage, Scenario scenario) throws IOException {
        this.stage = stage;
        this.scenario = scenario;
        this.state = stage.observe();
        this.web = state.domains().getFirst();
        this.complete = !metadata(web).equals(Files.readString(stage.text("metadata")));
    }

    /// Checks everything, and stops the guest.
    ///
    /// @return whether the operation was completed, rather than undone
    static boolean check(Stage stage, Scenario scenario) throws IOException {
        return check(stage, scenario, scenario.live());
    }

    /// Checks everything, and stops the guest.
    ///
    /// @param live whether the guest has been running until now, but for a revert
    /// @return whether the operation was completed, rather than undone
    static boolean check(Stage stage, Scenario scenario, boolean live) throws IOException {
        var ending = new Ending(stage, scenario);
        ending.checkMetadata();
        ending.checkGuest(live);
        ending.checkFiles();
        stage.stopGuest();
        ending.checkContents();
        ending.checkImages();
        return ending.complete;
    }

    /// {@return what libvirt knows, without what the passage of time may change}
    static String metadata(Domain web) {
        var snapshots =
                web.snapshots().stream()
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .map(Ending::metadata);
        var disks = sources(web.nextDisks()).toString();
        return Stream.concat(Stream.of("current " + web.current(), disks), snapshots)
                .collect(Collectors.joining("\n"));
    }

    private static List<Source> sources(List<Disk> disks) {
        return disks.stream().map(Disk::source).toList();
    }

    private static String metadata(Snapshot s) {
        return List.of(
                        s.name(),
                        s.parent(),
                        s.state(),
                        s.creationTime(),
                        s.disks(),
                        s.revertDisks(),
                        s.domainDisks(),
                        s.annotations())
                .toString();
    }

    /// {@return the layers whose contents count: `head.vda`, `s1.vda`, …}
    static Map<String, Path> layers(Domain web) {
        var layers = new TreeMap<String, Path>();
        for (var disk : DISKS) {
            layers.put("head." + disk, Stage.head(web, disk));
            for (var snapshot : web.snapshots()) {
                snapshot.externalDisks().stream()
                        .filter(target -> target.name().equals(disk))
                        .flatMap(target -> snapshot.frozenLayer(target).stream())
                        .forEach(path -> layers.put(snapshot.name() + "." + disk, path));
            }
        }
        return layers;
    }

    private void checkMetadata() throws IOException {
        assertThat(stage.journals())
                .satisfiesAnyOf(
                        d -> assertThat(d).doesNotExist(), d -> assertThat(d).isEmptyDirectory());
        if (!complete) {
            return;
        }
        assertThat(web.snapshot(scenario.snapshot()).isPresent())
                .as("snapshot %s is there", scenario.snapshot())
                .isEqualTo(scenario.kind() != Intent.Kind.DELETE);
        if (scenario.kind() != Intent.Kind.DELETE) {
            assertThat(web.current()).as("current").contains(scenario.snapshot());
        }
        var names = web.snapshots().stream().map(s -> s.name().value()).toList();
        var before = Files.readAllLines(stage.text("snapshots"));
        before.remove(scenario.snapshot().value());
        assertThat(names).as("snapshots").containsAll(before);
        if (scenario.kind() == Intent.Kind.REVERT) {
            assertThat(names).anyMatch(name -> name.startsWith("before-revert-"));
        }
    }

    private void checkGuest(boolean live) {
        assertThat(sources(web.disks()))
                .as("the disks now and after a start")
                .isEqualTo(sources(web.nextDisks()));
        var runs = live && !(complete && scenario.kind() == Intent.Kind.REVERT);
        assertThat(web.state()).isEqualTo(runs ? RunState.RUNNING : RunState.SHUTOFF);
    }

    private void checkFiles() throws IOException {
        var needed = new TreeSet<Path>();
        layers(web).values().forEach(path -> addChain(path, needed));
        for (var snapshot : web.snapshots()) {
            if (snapshot.memory() instanceof Memory.External(var file)) {
                needed.add(file);
            }
        }
        var found = new TreeSet<Path>();
        for (var directory : List.of(stage.images(), Scenario.elsewhere(stage.images()))) {
            try (var files = Files.list(directory)) {
                files.forEach(found::add);
            }
        }
        assertThat(found).as("files").isEqualTo(needed);
        if (complete && scenario.kind() == Intent.Kind.RELOCATE) {
            assertThat(needed).allMatch(file -> !file.startsWith(stage.images()));
        }
    }

    private void addChain(Path top, Set<Path> needed) {
        for (var at = Optional.of(top);
                at.isPresent() && needed.add(at.get());
                at = at.flatMap(state::layer).flatMap(Layer::below)) {}
    }

    private void checkContents() {
        layers(web).forEach(this::checkContents);
    }

    private void checkContents(String name, Path image) {
        var raw = expected(name);
        var compared =
                Tool.run(
                        "qemu-img",
                        "compare",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        image.toString(),
                        raw.toString());
        assertThat(compared.exit()).as("%s (%s): %s", name, image, compared.output()).isZero();
    }

    /// A new snapshot holds what the head held; so does the one that a revert makes of the state it
    /// leaves, though a revert that was made again left what was reverted to.
    private Path expected(String name) {
        var dot = name.lastIndexOf('.');
        var snapshot = name.substring(0, dot);
        var disk = name.substring(dot + 1);
        if (complete && scenario.kind() == Intent.Kind.REVERT && snapshot.equals("head")) {
            return stage.raw(scenario.snapshot().value(), disk);
        }
        if (Files.exists(stage.raw(snapshot, disk))) {
            return stage.raw(snapshot, disk);
        }
        return stage.raw(keptByFirst(snapshot) ? "head" : scenario.snapshot().value(), disk);
    }

    private boolean keptByFirst(String snapshot) {
        return !snapshot.startsWith("before-revert-")
                || web.snapshots().stream()
                        .map(s -> s.name().value())
                        .filter(name -> name.startsWith("before-revert-"))
                        .sorted()
                        .findFirst()
                        .filter(snapshot::equals)
                        .isPresent();
    }

    private void checkImages() {
        var images = new TreeSet<Path>();
        layers(web).values().forEach(path -> addChain(path, images));
        for (var image : images) {
            var check = Tool.run("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
            // 3 tells of leaked clusters.
            assertThat(check.exit()).as("%s: %s", image, check.output()).isIn(0, 3);
        }
    }
}
