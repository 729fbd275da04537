package dev.varve;

import dev.varve.testing.surface.PublicSurface;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Programs are compiled against this. Whoever changes it changes the file with it, by running this test with
/// `-Dvarve.surface.write=true`.
class PublicSurfaceTest {
    @Test
    void whatProgramsUseIsWhatTheFileSays() {
        PublicSurface.of(Varve.class)
                .assertKept(Path.of("src", "test", "resources", "dev", "varve", "surface.txt"));
    }
}
