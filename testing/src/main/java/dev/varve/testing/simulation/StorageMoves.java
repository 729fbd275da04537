package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.Recovered;
import dev.varve.testing.memory.StorageAway;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/// Storage that is away, and comes back as it was: between two steps of an operation, and while one is
/// recovered.
final class StorageMoves {
    private static final List<Path> DIRECTORIES =
            List.of(Path.of("/images"), Path.of("/elsewhere"));

    private final Host host;
    private final Random random;
    private final Consumer<String> story;
    private Optional<Path> away = Optional.empty();

    StorageMoves(Host host, Random random, Consumer<String> story) {
        this.host = host;
        this.random = random;
        this.story = story;
    }

    /// Takes storage away after one of the next writes of the journal: its first line, or the end of a step.
    void arm() {
        int at = 1 + 2 * random.nextInt(6);
        host.inject(new AfterJournalWrite(at, this::takeAway));
    }

    private void takeAway() {
        var directory = DIRECTORIES.get(random.nextInt(DIRECTORIES.size()));
        var all = List.of(StorageAway.values());
        var how = all.get(random.nextInt(all.size()));
        story.accept("  storage of " + directory + " is away: " + how);
        host.hypervisor.takeAway(directory, how);
        away = Optional.of(directory);
    }

    void bringBack() {
        var back = away;
        away = Optional.empty();
        back.ifPresent(directory ->
                assertThat(host.hypervisor.bringBack(directory))
                        .as("what was made in the place of storage that is away")
                        .isEmpty());
    }

    /// Recovers while storage is away, and brings it back.
    ///
    /// @return what became of it; empty where it waits for the storage, or where there is nothing to recover
    Optional<Recovered> recoverWithout(DomainRef domain) {
        takeAway();
        try {
            return host.recover(domain);
        } catch (OperationException e) {
            story.accept("  " + e.getMessage());
            // All is done but the start, which needs what the images lie on.
            return e.kind() == OperationException.Kind.NOT_STARTED
                    ? e.intent().map(Recovered.Completed::new)
                    : Optional.empty();
        } finally {
            bringBack();
        }
    }
}
