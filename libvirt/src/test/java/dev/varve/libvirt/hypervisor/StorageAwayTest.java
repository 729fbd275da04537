package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.DomainLocks;
import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.CreateSnapshot;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.SnapshotRequest;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The images of an operation that was cut are away while it is recovered. It waits for them, wherever it
/// was cut, and is completed when they are back.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class StorageAwayTest {
    private static final DiskTarget VDA = new DiskTarget("vda");

    /// The number of the step behind which there is only the way forward.
    private static final int FIRST_COMMIT = 2;

    /// What is found in the place of the directory.
    enum Place {
        NOTHING,
        EMPTY_DIRECTORY,
        FILE
    }

    private static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir Path state;
    private final EmbeddedLibvirt libvirt;

    StorageAwayTest(EmbeddedLibvirt libvirt) {
        this.libvirt = libvirt;
    }

    @ParameterizedTest
    @EnumSource
    void aDeleteWaitsForItsImages(Place place) throws IOException {
        int steps = FIRST_COMMIT;
        for (int at = FIRST_COMMIT; at <= steps; at++) {
            try (var host = libvirt.host()) {
                steps = cutBefore(at, place, host);
            }
        }
        assertThat(steps).isGreaterThan(3);
    }

    /// @return how many steps the plan has
    private int cutBefore(int at, Place place, EmbeddedHost host) throws IOException {
        var web = grow(host);
        var operations = operations(host);
        var held = host.digest(head(host, web));
        var cutter = new Cutter(at);
        assertThat(
                        catchThrowableOfType(
                                Cut.class, () -> operations.run(web, delete(web, "s1"), cutter)))
                .isNotNull();
        var images = Optional.ofNullable(host.file("any").getParent()).orElseThrow();
        var elsewhere = images.resolveSibling("elsewhere");
        Files.move(images, elsewhere);
        put(place, images);
        var failure =
                catchThrowableOfType(
                        OperationException.class,
                        () -> operations.recover(web, OperationProgress.silent()));
        Files.deleteIfExists(images); // Fails where something was made in it.
        Files.move(elsewhere, images);
        assertThat(failure).as("cut before step %s", at).hasMessageContaining(images.toString());
        assertThat(failure.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
        assertThat(operations.unfinished()).hasSize(1);

        var ended = operations.recover(web, OperationProgress.silent());
        boolean committing = at > FIRST_COMMIT;
        assertThat(ended)
                .get()
                .isInstanceOf(committing ? Recovered.Completed.class : Recovered.Undone.class);
        assertThat(host.digest(head(host, web))).isEqualTo(held);
        try (var files = Files.list(images)) {
            assertThat(files).hasSize(committing ? 2 : 3);
        }
        return cutter.count;
    }

    private static void put(Place place, Path images) throws IOException {
        switch (place) {
            case NOTHING -> {}
            case EMPTY_DIRECTORY -> Files.createDirectory(images);
            case FILE -> Files.createFile(images);
        }
    }

    /// A commit, since the base has more than what is committed into it.
    private DomainRef grow(EmbeddedHost host) {
        var web = host.domain("web", List.of(VDA));
        List.of(1, 2, 3).forEach(value -> host.write(head(host, web), value));
        for (var name : List.of("s1", "s2")) {
            assertThat(operations(host).run(web, create(web, name), OperationProgress.silent()))
                    .isInstanceOf(Plan.class);
            host.write(head(host, web), 4);
        }
        return web;
    }

    private static Function<HostState, Planned> create(DomainRef web, String name) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "<domainsnapshot/>");
        var options = new TakeOptions(true, false, false, false, false, false, false, false);
        return new CreateSnapshot(web, request, options, Annotations.none(), Instant.now())::plan;
    }

    private static Function<HostState, Planned> delete(DomainRef web, String name) {
        return new DeleteSnapshot(
                        web, List.of(new SnapshotName(name)), DeleteSnapshot.Scope.ONE, false)
                ::plan;
    }

    private Operations operations(EmbeddedHost host) {
        return new Operations(
                host.hypervisor(),
                new FileJournalStorage(state.resolve("journal")),
                new DomainLocks(state.resolve("locks")),
                InstantSource.system());
    }

    private static Path head(EmbeddedHost host, DomainRef web) {
        return host.hypervisor()
                .observe()
                .domain(web)
                .flatMap(domain -> domain.disk(VDA))
                .flatMap(disk -> disk.source().image())
                .orElseThrow();
    }

    /// Ends the program right before a step.
    private static final class Cutter implements OperationProgress {
        private final int at;
        private int count;

        Cutter(int at) {
            this.at = at;
        }

        @Override
        public void performing(Step step, int number, int steps) {
            count = steps;
            if (number == at) {
                throw new Cut();
            }
        }
    }
}
