package dev.varve.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.Unpack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a command has brought about that is done.
///
/// @param state what is there
record Done(Stage stage, KilledCommand command, HostState state) {
    private static final String BEFORE_REVERT = "before-revert-";

    /// {@return whether there is an archive, which libvirt knows nothing of}
    boolean exported() {
        return command instanceof KilledCommand.Export export
                && Files.exists(export.archive(stage));
    }

    boolean stopsGuest() {
        return command instanceof KilledCommand.Revert;
    }

    /// {@return files that no domain and no snapshot needs}
    Set<Path> files() throws IOException {
        return switch (command) {
            case KilledCommand.Blockcopy _ -> Set.of(headBefore("vda"));
            case KilledCommand.Export export -> Set.of(export.archive(stage));
            case KilledCommand.Create _,
                    KilledCommand.Revert _,
                    KilledCommand.Delete _,
                    KilledCommand.Relocate _,
                    KilledCommand.Clone _,
                    KilledCommand.Flatten _,
                    KilledCommand.Blockcommit _,
                    KilledCommand.Blockpull _,
                    KilledCommand.Import _ ->
                    Set.of();
        };
    }

    /// {@return what is read through images that nobody is on any more}
    List<Held> left() throws IOException {
        return command instanceof KilledCommand.Blockcopy
                ? List.of(new Held(Stage.WEB.name(), Held.HEAD, "vda", headBefore("vda")))
                : List.of();
    }

    /// A new snapshot holds what the head held; so does the one that a revert makes of the state it
    /// leaves, though a revert that was made again left what was reverted to. A clone reads as the
    /// snapshot that it is of.
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
            case KilledCommand.Clone(var of, _) when held.domain().equals(Stage.CLONE) ->
                    Optional.of(raw(of.value(), held));
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
            case KilledCommand.Clone clone -> checkClone(clone);
            case KilledCommand.Flatten _ -> checkFlat();
            case KilledCommand.Blockcommit _ -> checkCommitted();
            case KilledCommand.Blockpull _ -> checkPulled();
            case KilledCommand.Blockcopy copy -> checkCopied(copy);
            case KilledCommand.Import _ -> checkUnchanged(Stage.WEB.name());
            case KilledCommand.Export export -> checkArchive(export);
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

    private void checkClone(KilledCommand.Clone clone) throws IOException {
        checkUnchanged(Stage.WEB.name());
        assertThat(names(web2())).as("snapshots of the clone").isEmpty();
        var of = web().snapshot(clone.snapshot()).orElseThrow();
        for (var disk : Held.DISKS) {
            var frozen = of.frozenLayer(new DiskTarget(disk)).orElseThrow();
            assertThat(chain(web2(), disk).stream().skip(1).toList())
                    .as("what %s of the clone lies on", disk)
                    .isEqualTo(clone.full() ? List.of() : Metadata.chain(state, frozen));
        }
    }

    private void checkFlat() throws IOException {
        checkUnchanged(Stage.WEB.name());
        checkSnapshots(web2());
        for (var disk : Held.DISKS) {
            assertThat(chain(web2(), disk))
                    .as("the chain of %s", disk)
                    .containsExactly(stage.kept(Stage.CLONE).head(disk));
        }
    }

    private void checkCommitted() throws IOException {
        checkSnapshots(web());
        assertThat(chain(web(), "vda"))
                .as("the chain of vda")
                .startsWith(headBefore("vda"), Growth.lower(stage))
                .doesNotContain(Growth.upper(stage));
        assertThat(Stage.head(web(), "vdb")).isEqualTo(headBefore("vdb"));
    }

    private void checkPulled() throws IOException {
        checkSnapshots(web());
        assertThat(chain(web(), "vda")).as("the chain of vda").containsExactly(headBefore("vda"));
        assertThat(Stage.head(web(), "vdb")).isEqualTo(headBefore("vdb"));
    }

    private void checkCopied(KilledCommand.Blockcopy copy) throws IOException {
        checkSnapshots(web());
        assertThat(chain(web(), "vda")).as("the chain of vda").containsExactly(copy.copy(stage));
        assertThat(Stage.head(web(), "vdb")).isEqualTo(headBefore("vdb"));
    }

    private void checkArchive(KilledCommand.Export export) throws IOException {
        checkUnchanged(Stage.WEB.name());
        var archive = ArchiveFile.read(export.archive(stage));
        assertThat(archive.domain().ref()).isEqualTo(Stage.WEB);
        for (var file : archive.domain().files()) {
            var member =
                    new Unpack.Request(
                            archive.path(),
                            file.member(),
                            archive.digest(file.member()),
                            file.format(),
                            Optional.empty());
            assertThat(Unpack.isOf(member, file.origin())).as(file.member()).isTrue();
        }
    }

    private void checkUnchanged(String domain) throws IOException {
        assertThat(Metadata.of(state, domain(domain)))
                .as("metadata of %s", domain)
                .isEqualTo(stage.kept(domain).metadata());
    }

    private void checkSnapshots(Domain domain) throws IOException {
        assertThat(Metadata.ofSnapshots(domain))
                .as("the snapshots of %s", domain.ref())
                .isEqualTo(stage.kept(domain.ref().name()).snapshotMetadata());
    }

    private Domain web() {
        return domain(Stage.WEB.name());
    }

    private Domain web2() {
        return domain(Stage.CLONE);
    }

    private Domain domain(String name) {
        return Stage.domain(state, name).orElseThrow(() -> new AssertionError("no " + name));
    }

    private Path headBefore(String disk) throws IOException {
        return kept().head(disk);
    }

    private List<Path> chain(Domain domain, String disk) {
        return Metadata.chain(state, Stage.head(domain, disk));
    }

    private static List<String> names(Domain domain) {
        return domain.snapshots().stream().map(snapshot -> snapshot.name().value()).toList();
    }
}
