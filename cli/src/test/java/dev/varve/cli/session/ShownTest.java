package dev.varve.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void noTextCommandsTheTerminal() {
        assertThat(Shown.of("a\u001b[2J\u009bb\u007f\r")).isEqualTo("a\\x1b[2J\\x9bb\\x7f\\x0d");
        assertThat(Shown.of("länger\tals\neine 🐚")).isEqualTo("länger\tals\neine 🐚");
    }

    @Test
    void nothingThatIsSaidDoes() {
        var said = new ByteArrayOutputStream();
        var options =
                new GlobalOptions(
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of());
        try (var err = new PrintStream(said, true, StandardCharsets.UTF_8);
                var session = new Session(options, err, err, Map.of())) {
            session.error("no member \u001b[2J");
            session.note("it has \u001b[2J");
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .isEqualTo("error: no member \\x1b[2J\nnote: it has \\x1b[2J\n");
    }
}
