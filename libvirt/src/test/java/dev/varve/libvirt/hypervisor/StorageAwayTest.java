package dev.varve.libvirt.hypervisor;

import static dev.varve.libvirt.hypervisor.CommandedHost.VDA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Recovered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    /// The program ends.
    private static void cut() {
        throw new Cut();
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
        var commanded = new CommandedHost(host, state);
        var web = grow(commanded);
        var operations = commanded.operations();
        var held = host.digest(commanded.head(web, VDA));
        var cutter = new BeforeStep(at, StorageAwayTest::cut);
        var delete = CommandedHost.delete(web, "s1");
        assertThat(catchThrowableOfType(Cut.class, () -> operations.run(web, delete, cutter)))
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
        assertThat(host.digest(commanded.head(web, VDA))).isEqualTo(held);
        try (var files = Files.list(images)) {
            assertThat(files).hasSize(committing ? 2 : 3);
        }
        return cutter.steps();
    }

    private static void put(Place place, Path images) throws IOException {
        switch (place) {
            case NOTHING -> {}
            case EMPTY_DIRECTORY -> Files.createDirectory(images);
            case FILE -> Files.createFile(images);
        }
    }

    /// A commit, since the base has more than what is committed into it.
    private static DomainRef grow(CommandedHost commanded) {
        var host = commanded.host();
        var web = host.domain("web", List.of(VDA));
        List.of(1, 2, 3).forEach(value -> host.write(commanded.head(web, VDA), value));
        for (var name : List.of("s1", "s2")) {
            commanded.take(web, name);
            host.write(commanded.head(web, VDA), 4);
        }
        return web;
    }
}
