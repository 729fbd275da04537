package dev.varve.testing.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.testing.memory.MemoryHypervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicSurfaceTest {
    private static final String SAMPLE = Samples.class.getPackageName() + ".";

    @TempDir Path directory;

    private static List<String> lines(Class<?>... types) {
        return PublicSurface.ofTypes(Stream.of(types)).lines().stream()
                .map(line -> line.replace(SAMPLE, ""))
                .toList();
    }

    @Test
    void aRecordIsItsComponentsAndWhatItAdds() {
        assertThat(lines(Samples.Pair.class))
                .containsExactly(
                        "public record Samples$Pair<T extends Comparable<T>>(T first, java.util.List<String> rest)",
                        "    public Pair(T)",
                        "    public int size()");
    }

    @Test
    void whatIsSealedNamesItsCases() {
        assertThat(lines(Samples.Answer.class))
                .containsExactly(
                        "public sealed interface Samples$Answer permits Samples$Answer$No, Samples$Answer$Yes");
    }

    @Test
    void whatCanBeExtendedShowsWhatIsProtected() {
        assertThat(lines(Samples.Open.class))
                .containsExactly(
                        "public static abstract class Samples$Open",
                        "    @Deprecated public void old()",
                        "    protected Open(int)",
                        "    protected abstract @org.jspecify.annotations.Nullable() String name(String...)"
                                + " throws java.io.IOException",
                        "    protected final int count");
    }

    @Test
    void whatIsInheritedFromAHiddenTypeIsTheTypesOwn() {
        assertThat(lines(Samples.Hidden.class, Samples.Shown.class))
                .containsExactly(
                        "public static final class Samples$Shown extends Samples$Hidden",
                        "    public void inherited()");
    }

    @Test
    void anEnumHasItsConstants() {
        assertThat(lines(Samples.Colour.class)).contains("public enum Samples$Colour", "    RED");
    }

    /// A class of a library in a jar, and one of ours in a folder or a jar.
    @Test
    void aModuleIsWhatItExports() {
        assertThat(PublicSurface.of(MemoryHypervisor.class).lines())
                .contains(
                        "public final class dev.varve.testing.memory.MemoryHypervisor implements"
                                + " dev.varve.core.hypervisor.Hypervisor",
                        "    public void powerCut()")
                .noneMatch(line -> line.contains("dev.varve.testing.surface."));
        assertThat(PublicSurface.of(Nullable.class).lines())
                .contains("public @interface org.jspecify.annotations.Nullable");
    }

    @Test
    void whatChangesIsNamed() throws IOException {
        var surface =
                new PublicSurface(List.of("public interface A", "    public abstract void b()"));
        var file = Files.write(directory.resolve("surface.txt"), surface.lines());
        surface.assertKept(file, false);
        Files.write(file, List.of("public interface A", "    public abstract void c()"));
        assertThatThrownBy(() -> surface.assertKept(file, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- A: public abstract void c()")
                .hasMessageContaining("+ A: public abstract void b()")
                .hasMessageContaining("-Dvarve.surface.write=true");
        Files.delete(file);
        assertThatThrownBy(() -> surface.assertKept(file, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("+ public interface A");
        surface.assertKept(file, true);
        assertThat(Files.readAllLines(file)).isEqualTo(surface.lines());
    }

    @Test
    void whatMovesFromOneTypeToAnotherIsNamed() {
        var close = "    public abstract void close()";
        var kept = List.of("public interface A", close, "public interface B<T>");
        var surface =
                new PublicSurface(List.of("public interface A", "public interface B<T>", close));
        assertThat(surface.differences(kept))
                .containsExactly(
                        "- A: public abstract void close()", "+ B: public abstract void close()");
    }
}
