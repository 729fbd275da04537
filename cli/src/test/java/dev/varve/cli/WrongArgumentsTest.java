package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.arguments.VirshArguments;
import dev.varve.cli.arguments.VirshParse;
import dev.varve.cli.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user is told who mistypes.
class WrongArgumentsTest {
    private static String errors(String... arguments) {
        return errors("", List.of(arguments));
    }

    /// A command that began ends with a newline, as virsh's do.
    private static String errorsOfCommand(String... arguments) {
        return errors("\n", List.of(arguments));
    }

    private static String errors(String printed, List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit =
                new Varve(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                Map.of())
                        .run(arguments);
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(printed);
        return err.toString(StandardCharsets.UTF_8);
    }

    private static Optional<String> meant(String name) {
        var parsed = new VirshArguments(Commands.table()).parse(List.of(name, "web"));
        assertThat(parsed).isInstanceOf(VirshParse.Wrong.class);
        return ((VirshParse.Wrong) parsed).meant();
    }

    /// The test driver's snapshots go with the process.
    @Test
    void aDocumentMayComeFromStandardInput(@TempDir Path directory) throws Exception {
        var document = directory.resolve("document");
        Files.writeString(document, "<domainsnapshot><name>given</name></domainsnapshot>");
        var arguments =
                List.of("-c", "test:///default", "snapshot-create", "test", "--xmlfile", "-");
        var process =
                new ProcessBuilder(VarveProcess.command(Main.class, arguments))
                        .redirectInput(document.toFile())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("Domain snapshot given created from '-'");
    }

    /// Who reads it on a terminal is told; a script gets what virsh says.
    @Test
    void aMisspeltCommandIsKnown() {
        assertThat(meant("snapshot-lst")).contains("snapshot-list");
        assertThat(meant("snapshot-delte")).contains("snapshot-delete");
        assertThat(meant("frobnicate")).isEmpty();
        assertThat(errors("snapshot-lst")).isEqualTo("error: unknown command: 'snapshot-lst'\n");
    }

    @Test
    void whoAskedForJsonIsToldInJson() {
        assertThat(errors("du", "web", "--frob", "--json"))
                .isEqualTo(
                        "{\"apiVersion\":\"varve.dev/v1\",\"kind\":\"Error\",\"code\":\"usage\","
                                + "\"message\":\"command 'du' doesn't support option --frob\"}\n");
        assertThat(errors("frobnicate", "--json")).contains("\"code\":\"usage\"");
        assertThat(errors("--frob", "list", "--json"))
                .contains("\"code\":\"usage\"", "unsupported option '--frob'");
    }

    /// It may have been pasted from anywhere.
    @Test
    void noTerminalObeysAWrongWord() {
        assertThat(errors("\u001b[2J")).isEqualTo("error: unknown command: '\\x1b[2J'\n");
    }

    /// As large a document as virsh reads.
    @Test
    void aDocumentHasAnEnd() {
        assertThat(errorsOfCommand("-c", "test:///default", "snapshot-create", "test", "/dev/zero"))
                .isEqualTo(
                        "error: Failed to read file '/dev/zero': Value too large for defined data"
                                + " type\n");
    }
}
