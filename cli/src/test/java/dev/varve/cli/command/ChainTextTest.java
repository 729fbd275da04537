package dev.varve.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.chain.LayerForest;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Place;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainTextTest {
    /// A terminal obeys what stands in a name.
    @Test
    void aGraphHasNoControlCharacters() {
        var path = Path.of("/i/a\u001b[31m\u0007\tb\n\"c");
        var layer =
                new Layer(
                        path,
                        ImageFormat.QCOW2,
                        false,
                        1 << 20,
                        0,
                        Optional.empty(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Layer.Mark.NONE);
        var state = new HostState(List.of(), Map.of(path, layer), Set.of(path), Map.of(), Map.of());
        var graph =
                new ChainText("/i", Optional.empty())
                        .dot(LayerForest.of(state, new Place.Directory(Path.of("/i"))));
        assertThat(graph).contains("\"/i/a\\\\x1b[31m\\\\x07\\\\x09b\\n\\\"c\"");
        assertThat(graph.chars().filter(c -> Character.isISOControl(c) && c != '\n')).isEmpty();
    }
}
