package dev.varve.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.LibvirtConnection;
import dev.varve.operation.MergeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostOperationsTest {
    @TempDir Path directory;

    /// The test driver has the same directory as the system's libvirt, whose operations it must not end.
    @Test
    void otherDriversHaveNoJournals() throws Exception {
        var state = new StateDirectory(directory);
        Files.createDirectories(state.journal());
        Files.writeString(state.journal().resolve(UUID.randomUUID() + ".journal"), "{}\n{}\n");
        try (var connection = LibvirtConnection.open("test:///default")) {
            var operations =
                    HostOperations.of(
                            connection,
                            state,
                            Audit.of(connection, state, Optional.empty()),
                            MergeOptions.none(),
                            Set.of(),
                            "recover");
            assertThat(operations.unreadable()).isEmpty();
            assertThat(operations.unfinished()).isEmpty();
        }
    }
}
