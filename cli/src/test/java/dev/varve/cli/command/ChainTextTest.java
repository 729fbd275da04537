package dev.varve.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.state.Layer;
import dev.varve.state.LayerForest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainTextTest {
    /// A terminal obeys what stands in a name.
    @Test
    void aGraphHasNoControlCharacters() {
        var path = Path.of("/i/a\u001b[31m\u0007\tb\n\"c");
        var layer =
                new Layer(
                        path,
                        "qcow2",
                        false,
                        Optional.empty(),
                        1 << 20,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Layer.Opened.BY_NOBODY,
                        Optional.empty(),
                        List.of(),
                        List.of());
        var forest = new LayerForest(Optional.of(Path.of("/i")), List.of(layer), List.of());
        var graph = new ChainText("/i", Optional.empty()).dot(forest);
        assertThat(graph).contains("\"/i/a\\\\x1b[31m\\\\x07\\\\x09b\\n\\\"c\"");
        assertThat(graph.chars().filter(c -> Character.isISOControl(c) && c != '\n')).isEmpty();
    }
}
