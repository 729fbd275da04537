package dev.varve.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.cli.change.KeepUndo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir Path directory;

    private Path file(String name, String text) throws IOException {
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Optional<String> keepUndo(Path... files) {
        return Settings.read(List.of(files)).find(Settings.KEEP_UNDO).map(Settings.Setting::value);
    }

    @Test
    void theUsersFileWins() throws IOException {
        var host = file("host", "# how long\n\n  keep_undo = \"24h\" # a day\n");
        var user = file("user", "keep_undo='7d'");
        assertThat(keepUndo(host)).contains("24h");
        assertThat(keepUndo(host, user)).contains("7d");
        assertThat(keepUndo(host, directory.resolve("none"))).contains("24h");
        assertThat(keepUndo(directory.resolve("none"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    keep_undone = "24h" | unknown key 'keep_undone'
                    keep_undo = 24h     | expected key = "value"
                    keep_undo "24h"     | expected key = "value"
                    keep_undo = "24h    | expected key = "value"
                    keep_undo = "24h" x | expected key = "value"
                    """)
    void aLineThatIsWrongIsNamed(String line, String why) throws IOException {
        var file = file("varve.conf", "# first\n" + line + "\n");
        var failure = catchThrowableOfType(CommandFailure.class, () -> keepUndo(file));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.lines()).singleElement().asString().startsWith(file + ":2: " + why);
    }

    @Test
    void whatIsNoTextIsNamed() throws IOException {
        var file = Files.write(directory.resolve("varve.conf"), new byte[] {(byte) 0xff, '\n'});
        assertThatThrownBy(() -> keepUndo(file)).hasMessage(file + ": it isn't text in UTF-8");
    }

    @Test
    void theCommandLineWinsThenTheEnvironmentThenTheFile() throws IOException {
        var file = file("varve/varve.conf", "keep_undo = \"1h\"\n");
        var config = Map.of("XDG_CONFIG_HOME", directory.toString());
        var both = Map.of("XDG_CONFIG_HOME", directory.toString(), "VARVE_KEEP_UNDO", "2h");
        assertThat(KeepUndo.until(Optional.empty(), config, NOW)).contains(NOW.plusSeconds(3600));
        assertThat(KeepUndo.until(Optional.empty(), both, NOW)).contains(NOW.plusSeconds(7200));
        assertThat(KeepUndo.until(Optional.of("forever"), both, NOW)).isEmpty();

        Files.writeString(file, "keep_undo = \"soon\"\n");
        var failure =
                catchThrowableOfType(
                        CommandFailure.class, () -> KeepUndo.until(Optional.empty(), config, NOW));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.lines())
                .containsExactly(
                        file
                                + ":1: keep_undo takes an age such as 24h or 7d, or forever, not 'soon'");
    }
}
