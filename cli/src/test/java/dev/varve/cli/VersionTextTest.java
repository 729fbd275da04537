package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.varve.cli.arguments.GlobalArguments;
import dev.varve.cli.arguments.GlobalParse;
import dev.varve.cli.session.Versions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--version` tells what is known, and nothing that goes wrong is its failure.
class VersionTextTest {
    private static final Pattern OF_PROJECT =
            Pattern.compile("<artifactId>varve</artifactId>\\s*<version>([^<]*)</version>");

    private record Printed(String out, int exit) {}

    private static Printed run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exit = new Varve(stream, stream, Map.of()).run(List.of(arguments));
        return new Printed(out.toString(StandardCharsets.UTF_8), exit);
    }

    /// With all the time that libvirt takes on a busy machine.
    private static String printed(String uri) {
        var out = new ByteArrayOutputStream();
        var parsed = (GlobalParse.Version) GlobalArguments.parse(List.of("-c", uri, "--version"));
        VersionText.print(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                parsed.options(),
                Map.of(),
                Duration.ofMinutes(5));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hasTheLibraryTheDaemonAndTheHypervisor() {
        assertThat(printed("test:///default").lines().toList())
                .satisfiesExactly(
                        program -> assertThat(program).isEqualTo(Versions.program()),
                        library -> assertThat(library).matches("libvirt's library: [0-9.]+"),
                        daemon -> assertThat(daemon).matches("libvirt at test:///default: [0-9.]+"),
                        driver -> assertThat(driver).isEqualTo("TEST: 0.0.2"));
    }

    @Test
    void isNoFailureWhereThereIsNoDaemon() {
        assertThat(run("-c", "qemu:///system?socket=/nowhere/at-all", "-V").exit()).isZero();
        assertThat(printed("qemu:///system?socket=/nowhere/at-all"))
                .startsWith(Versions.program() + "\nlibvirt's library: ")
                .contains("\nlibvirt: failed to connect to the hypervisor: ")
                .contains("/nowhere/at-all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--version=short", "-qv"})
    void isTheNumberAloneAsVirshPrintsIt(String argument) {
        assertThat(run(argument, "-c", "nope:///x"))
                .isEqualTo(new Printed(Versions.program() + "\n", 0));
    }

    /// The build writes the project's version into the module; a compiler alone doesn't.
    @Test
    void comesFromTheProjectsFile() throws Exception {
        var compiled =
                Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .resolve("module-info.class");
        assumeThat(compiled).exists();
        var project = OF_PROJECT.matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(project.find()).isTrue();

        try (var in = Files.newInputStream(compiled)) {
            assertThat(ModuleDescriptor.read(in).rawVersion()).contains(project.group(1));
        }
    }
}
