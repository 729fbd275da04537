package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What is there when the operation has been ended: all is done, or all is as it was.
final class Ending {
    private final Stage stage;
    private final Scenario scenario;
    private final HostState state;
    private final Done done;
    private final boolean complete;

    private Ending(Stage stage, Scenario scenario) throws IOException {
        this.stage = stage;
        this.scenario = scenario;
        this.state = stage.observe();
        this.done = new Done(stage, scenario.command(), state);
        this.complete = done.exported() || differs();
    }

    private boolean differs() throws IOException {
        return !Metadata.of(state).equals(Files.readString(stage.text("metadata")));
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
        ending.checkGuests(live);
        ending.checkFiles();
        stage.stopGuest();
        ending.checkContents();
        ending.checkImages();
        return ending.complete;
    }

    private void checkMetadata() throws IOException {
        assertThat(stage.journals())
                .satisfiesAnyOf(
                        d -> assertThat(d).doesNotExist(), d -> assertThat(d).isEmptyDirectory());
        if (complete) {
            done.check();
        }
    }

    private void checkGuests(boolean live) {
        for (var domain : state.domains()) {
            assertThat(Metadata.sources(domain.disks()))
                    .as("the disks of %s now and after a start", domain.ref())
                    .isEqualTo(Metadata.sources(domain.nextDisks()));
            assertThat(domain.state())
                    .as("the state of %s", domain.ref())
                    .isEqualTo(live && runs(domain) ? RunState.RUNNING : RunState.SHUTOFF);
        }
    }

    private boolean runs(Domain domain) {
        return domain.ref().name().equals(scenario.command().domain())
                && !(complete && done.stopsGuest());
    }

    private void checkFiles() throws IOException {
        var found = new TreeSet<Path>();
        for (var directory : List.of(stage.images(), stage.elsewhere())) {
            try (var files = Files.list(directory)) {
                files.forEach(found::add);
            }
        }
        assertThat(found).as("files").isEqualTo(needed());
    }

    private Set<Path> needed() throws IOException {
        var needed = images();
        state.domains().stream()
                .flatMap(domain -> domain.snapshots().stream())
                .forEach(snapshot -> {
                    if (snapshot.memory() instanceof Memory.External(var file)) {
                        needed.add(file);
                    }
                });
        if (complete) {
            needed.addAll(done.files());
        }
        return needed;
    }

    private Set<Path> images() {
        var images = new TreeSet<Path>();
        for (var held : Held.all(state)) {
            images.addAll(Metadata.chain(state, held.image()));
        }
        return images;
    }

    private void checkContents() throws IOException {
        for (var held : Held.all(state)) {
            checkContents(held);
        }
        if (complete) {
            for (var held : done.left()) {
                checkContents(held);
            }
        }
    }

    private void checkContents(Held held) {
        var raw = expected(held);
        var compared =
                Tool.run(
                        "qemu-img",
                        "compare",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        held.image().toString(),
                        raw.toString());
        assertThat(compared.exit()).as("%s: %s", held, compared.output()).isZero();
    }

    /// {@return a copy of what is to be read}
    private Path expected(Held held) {
        var before = stage.kept(held.domain()).raw(held.name(), held.disk());
        return complete ? done.changed(held).orElse(before) : before;
    }

    private void checkImages() throws IOException {
        var images = images();
        for (var image : images) {
            var check = Tool.run("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
            // 3 tells of leaked clusters.
            assertThat(check.exit()).as("%s: %s", image, check.output()).isIn(0, 3);
        }
    }
}
