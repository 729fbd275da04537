package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.block.CommitLayers;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Between the plan of a delete and its merge somebody fills the file system.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class FullFileSystemTest {
    private static final int LEFT = 1 << 20;

    private final EmbeddedHost host;
    private final Path small;
    private final SlowDomain domain;
    private final CommandedHost commanded;
    private final List<String> notes = new ArrayList<>();

    FullFileSystemTest(EmbeddedLibvirt libvirt) throws IOException {
        host = libvirt.host();
        small = Files.createDirectory(host.images().resolve("small"));
        EmbeddedHost.run("mount", "-t", "tmpfs", "-o", "size=16m", "varve", small.toString());
        domain = SlowDomain.startFlat(host.connection(), small);
        commanded = new CommandedHost(host, Files.createDirectory(host.images().resolve("state")));
    }

    @AfterEach
    void close() {
        domain.close();
        host.close();
        EmbeddedHost.run("umount", small.toString());
    }

    private OperationProgress fillingBeforeTheMerge() {
        return new OperationProgress() {
            @Override
            public void performing(Step step, int number, int count) {
                if (step.plain() instanceof MergeStep.Commit) {
                    fill();
                }
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
    }

    private void fill() {
        try {
            Files.write(small.resolve("others"), new byte[(int) free() - LEFT]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(small).getUsableSpace();
    }

    /// {@return the layer that stays the domain's}
    private Path snapshotAndWrite() {
        commanded.take(domain.ref(), "s1");
        SlowDomain.write(domain.handle(), SlowDomain.REWRITTEN);
        return domain.head();
    }

    private void delete() {
        commanded.must(
                domain.ref(), CommandedHost.delete(domain.ref(), "s1"), fillingBeforeTheMerge());
        assertThat(commanded.operations().unfinished()).isEmpty();
        assertThat(commanded.observed(domain.ref()).snapshots()).isEmpty();
    }

    private void assertMergedOnceThereIsRoom() throws IOException {
        Files.delete(small.resolve("others"));
        var merge =
                new CommitLayers(
                        domain.ref(),
                        "vda",
                        Optional.of(domain.base()),
                        Optional.empty(),
                        false,
                        true);
        commanded.must(domain.ref(), merge::plan, OperationProgress.silent());
        assertThat(domain.head()).isEqualTo(domain.base());
        SlowDomain.assertReads(domain.base(), SlowDomain.REWRITTEN);
    }

    @Test
    void aGuestGoesOnOnItsLayer() throws IOException {
        var top = snapshotAndWrite();
        delete();
        assertThat(notes)
                .anyMatch(note ->
                        note.equals(
                                "did not commit %s into %s: the file system of %s is full"
                                        .formatted(top, domain.base(), small)));
        assertThat(domain.head()).isEqualTo(top);
        assertThat(domain.state()).isEqualTo(VirDomainState.RUNNING);
        SlowDomain.assertReads(top, SlowDomain.REWRITTEN);
        assertMergedOnceThereIsRoom();
    }

    @Test
    void whatIsMountedReadOnlyRefusesADelete() {
        commanded.take(domain.ref(), "s1");
        domain.handle().destroy();
        EmbeddedHost.run("mount", "-o", "remount,ro", small.toString());
        var refusal = commanded.operations().plan(CommandedHost.delete(domain.ref(), "s1"));
        EmbeddedHost.run("mount", "-o", "remount,rw", small.toString());
        assertThat(refusal).isInstanceOf(Refusal.class);
        assertThat(((Refusal) refusal).message())
                .contains(small.toString(), "can't be written to: Read-only file system");
        commanded.must(
                domain.ref(), CommandedHost.delete(domain.ref(), "s1"), OperationProgress.silent());
    }

    @Test
    void offLineItsRoomIsGivenBack() throws IOException {
        var top = snapshotAndWrite();
        domain.handle().destroy();
        delete();
        assertThat(notes).anyMatch(note -> note.endsWith("No space left on device"));
        assertThat(free()).isGreaterThanOrEqualTo(LEFT);
        assertThat(domain.head()).isEqualTo(top);
        SlowDomain.assertReads(top, SlowDomain.REWRITTEN);
        domain.handle().create(0);
        assertThat(domain.state()).isEqualTo(VirDomainState.RUNNING);
        domain.handle().destroy();
        assertMergedOnceThereIsRoom();
    }
}
