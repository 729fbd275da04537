package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.operation.PolicyRecords.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRecordsTest {
    private static final Instant TIME = Instant.parse("2026-12-01T02:00:00Z");
    private static final UUID WEB = new UUID(0, 1);

    @TempDir Path directory;

    @Test
    void whatIsKeptIsReadAgainAndReplacedAsAWhole() throws IOException {
        var place = directory.resolve("new");
        var records = new PolicyRecords(place);
        assertThat(records.read()).isEmpty();
        var entries =
                List.of(
                        new Entry(
                                "p",
                                "w\u00e9b \"1\"",
                                WEB,
                                TIME,
                                Optional.of(TIME),
                                Optional.empty()),
                        new Entry(
                                "q",
                                "web",
                                WEB,
                                TIME,
                                Optional.empty(),
                                Optional.of("it\nfailed")));
        records.write(entries);
        assertThat(records.read()).isEqualTo(entries);
        // What a cut run has left.
        Files.writeString(place.resolve(".policies.json.partial"), "half");
        records.write(entries.subList(0, 1));
        assertThat(records.read()).isEqualTo(entries.subList(0, 1));
        try (var files = Files.list(place)) {
            assertThat(files).containsExactly(place.resolve("policies.json"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{\"version\":2,\"runs\":[]}",
                "{\"version\":1,\"runs\":[7]}",
                "{\"version\":1,\"runs\":[{\"policy\":\"p\",\"domain\":\"w\",\"uuid\":\"x\"}]}",
                "{\"version\":1,\"runs\":[{\"policy\":\"p\",\"domain\":\"w\",\"uuid\":\"00000000-0000-0000-0000-000000000001\",\"lastRun\":\"then\"}]}"
            })
    void whatIsDamagedIsTold(String text) throws IOException {
        var file = Files.writeString(directory.resolve("policies.json"), text);
        assertThatThrownBy(() -> new PolicyRecords(directory).read())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());
    }
}
