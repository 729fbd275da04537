package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The programs of the guide are those that `scripts/examples` compiles and runs.
class LibraryGuideTest {
    private static final Path CHECKOUT = Path.of("..");
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(package example;.*?)```", Pattern.DOTALL);

    @Test
    void showsTheProgramsThatAreRun() throws IOException {
        var guide = Files.readString(CHECKOUT.resolve("docs/guide/library.md"));
        var shown = PROGRAM.matcher(guide).results().map(LibraryGuideTest::program).toList();
        var sources = CHECKOUT.resolve("examples/src/main/java/example");
        var run =
                List.of(
                        Files.readString(sources.resolve("TakeAndPrune.java")),
                        Files.readString(sources.resolve("CloneFarm.java")),
                        Files.readString(sources.resolve("ProgressBar.java")));
        assertThat(shown).isEqualTo(run);
    }

    private static String program(MatchResult found) {
        return found.group(1);
    }
}
