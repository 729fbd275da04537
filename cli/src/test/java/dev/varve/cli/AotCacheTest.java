package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JVM refuses a cache in silence; all that shows is that each command takes three times as long.
class AotCacheTest {
    private static final Path SCRIPTS = Path.of("..", "scripts").toAbsolutePath().normalize();
    private static final Pattern RUNS =
            Pattern.compile(
                    "(zstd-jni|commons-|jackson-|jline-|jspecify|varve-(image|core|libvirt|api|picocli|prometheus)-).*\\.jar");

    /// A class with a file of its own; what the JVM makes up for a switch has a name with a slash, and isn't kept.
    private static final Pattern OURS =
            Pattern.compile("((?:dev\\.varve|picocli)\\.[^ /]+) source: (.*)");

    @TempDir private static Path home;

    /// What a package has: a folder of jars, and the cache that the script makes of them.
    @BeforeAll
    static void install() throws Exception {
        var lib = Files.createDirectory(home.resolve("lib"));
        for (var entry : classPath()) {
            if (Files.isDirectory(entry)) {
                pack(entry, lib.resolve(entry.getName(entry.getNameCount() - 3) + ".jar"));
            } else {
                Files.copy(entry, lib.resolve(entry.getFileName()));
            }
        }
        var made = bash(SCRIPTS.resolve("aot-cache") + " " + home);
        assertThat(made).isEqualTo(new Ended(0, ""));
    }

    /// The jars and classes of the program, without those of the tests.
    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> !entry.endsWith(Path.of("testing", "target", "classes")))
                .filter(entry ->
                        entry.endsWith(Path.of("target", "classes"))
                                || RUNS.matcher(entry.getFileName().toString()).matches())
                .filter(entry -> !entry.getFileName().toString().endsWith("-tests.jar"))
                .toList();
    }

    private static void pack(Path classes, Path jar) {
        int exit =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--file=" + jar,
                                "-C",
                                classes.toString(),
                                ".");
        assertThat(exit).isZero();
    }

    private record Ended(int exit, String output) {}

    private static Ended bash(String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /// The launcher, with options of the JVM besides.
    private static Ended launch(String options, String arguments)
            throws IOException, InterruptedException {
        return bash(
                ". '%s/launch.sh'; java_options+=(-XX:AOTMode=on %s); launch '%s' %s"
                        .formatted(SCRIPTS, options, home, arguments));
    }

    @Test
    void leavesTheCacheAndItsLogAlone() throws Exception {
        try (var files = Files.list(home)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains("lib", "varve.aot", "varve.aot.log")
                    .allMatch(name -> name.matches("lib|varve.aot|varve.aot.log|loaded-.*"));
        }
    }

    /// A command that isn't understood ends the training before the first.
    @Test
    void runsEveryCommandOfTheTraining() throws Exception {
        assertThat(home.resolve("varve.aot.log"))
                .content()
                .contains("Domain snapshot s1 created", "AOTCache creation is complete")
                .doesNotContain("Exception in thread", "unexpected data", "unknown command")
                .doesNotContain("doesn't support option");
    }

    @Test
    void takesEachClassFromTheCache() throws Exception {
        var loaded = home.resolve("loaded-list");

        var ended =
                launch(
                        "-Xlog:class+load:file=" + loaded,
                        "-c test:///default 'list; snapshot-list test'");

        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.output()).contains(" 1    test   running", "Creation Time");
        assertThat(loaded).as("a shell alone needs JLine").content().doesNotContain("] org.jline.");
        var sources =
                Files.readAllLines(loaded).stream()
                        .map(OURS::matcher)
                        .filter(Matcher::find)
                        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, _) -> a));
        assertThat(sources)
                .hasSizeGreaterThan(150)
                .containsKeys("picocli.CommandLine", "dev.varve.libvirt.LibvirtConnection");
        assertThat(sources)
                .allSatisfy((type, source) ->
                        assertThat(source).as(type).startsWith("shared objects file"));
    }

    /// With the other tests, that they can fail.
    @Test
    void refusesTheCacheOfOtherJars() throws Exception {
        var jar = home.resolve("lib", "cli.jar");
        var before = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        try {
            assertThat(launch("", "--version").exit()).isNotZero();
        } finally {
            Files.setLastModifiedTime(jar, before);
        }
        assertThat(launch("", "--version").exit()).isZero();
    }
}
