package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a command has brought about that is done.
///
/// @param state what is there
record Done(Stage stage, KilledCommand command, HostState state) {
    private static final String BEFORE_REVERT = "before-revert-";

    boolean stopsGuest() {
        return command instanceof KilledCommand.Revert;
    }

    /// A new snapshot holds what the head held; so does the one that a revert makes of the state it
    /// leaves, though a revert that was made again left what was reverted to.
    ///
    /// @return a copy of what is read there that wasn't read there before
    Optional<Path> changed(Held held) {
        return switch (command) {
            case KilledCommand.Create(var made, _) when isOf(held, made) ->
                    Optional.of(raw(Held.HEAD, held));
            case KilledCommand.Revert(var to) when held.isHead() || isSecondKept(held) ->
                    Optional.of(raw(to.value(), held));
            case KilledCommand.Revert _ when held.name().startsWith(BEFORE_REVERT) ->
                    Optional.of(raw(Held.HEAD, held));
            default -> Optional.empty();
        };
    }

    private Path raw(String name, Held held) {
        return kept().raw(name, held.disk());
    }

    private KeptDomain kept() {
        return stage.kept(Stage.WEB.name());
    }

    private static boolean isOf(Held held, SnapshotName snapshot) {
        return held.name().equals(snapshot.value());
    }

    private boolean isSecondKept(Held held) {
        return held.name().startsWith(BEFORE_REVERT)
                && names(web()).stream()
                        .filter(name -> name.startsWith(BEFORE_REVERT))
                        .anyMatch(name -> name.compareTo(held.name()) < 0);
    }

    /// Checks what libvirt knows.
    void check() throws IOException {
        switch (command) {
            case KilledCommand.Create(var made, _) -> checkCurrent(made);
            case KilledCommand.Revert(var to) -> {
                checkCurrent(to);
                assertThat(names(web())).anyMatch(name -> name.startsWith(BEFORE_REVERT));
            }
            case KilledCommand.Delete(var gone) -> checkGone(gone);
            case KilledCommand.Relocate _ -> checkRelocated();
        }
    }

    private void checkCurrent(SnapshotName current) throws IOException {
        assertThat(names(web())).as("snapshots").contains(current.value());
        assertThat(web().current()).as("current").contains(current);
        assertThat(names(web())).as("snapshots").containsAll(kept().snapshots());
    }

    private void checkGone(SnapshotName gone) throws IOException {
        var left = kept().snapshots();
        left.remove(gone.value());
        assertThat(names(web())).as("snapshots").containsExactlyInAnyOrderElementsOf(left);
    }

    private void checkRelocated() throws IOException {
        checkCurrent(new SnapshotName("s3"));
        for (var held : Held.of(web())) {
            assertThat(Metadata.chain(state, held.image()))
                    .allMatch(file -> !file.startsWith(stage.images()));
        }
    }

    private Domain web() {
        return domain(Stage.WEB.name());
    }

    private Domain domain(String name) {
        return Stage.domain(state, name).orElseThrow(() -> new AssertionError("no " + name));
    }

    private static List<String> names(Domain domain) {
        return domain.snapshots().stream().map(snapshot -> snapshot.name().value()).toList();
    }
}
