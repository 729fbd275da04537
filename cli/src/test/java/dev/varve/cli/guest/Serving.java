package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `varve nbd` that serves.
///
/// @param family all processes of the server's
record Serving(
        PrivateHost host,
        Process varve,
        BufferedReader output,
        JsonNode document,
        List<ProcessHandle> family)
        implements AutoCloseable {

    /// Starts one. It has said what it serves, so clients can connect.
    static Serving start(PrivateHost host, String... arguments) throws IOException {
        var varve = host.startVarve(arguments);
        var output = varve.inputReader(StandardCharsets.UTF_8);
        var line = Optional.ofNullable(output.readLine()).orElse("");
        assertThat(line).startsWith("{\"apiVersion\":\"varve.dev/v1\",\"kind\":\"NbdExport\"");
        return new Serving(
                host, varve, output, new JsonMapper().readTree(line), varve.descendants().toList());
    }

    String text(String field) {
        return document.get(field).asString();
    }

    /// {@return how Varve names it to whoever meets it}
    String name() {
        return "varve nbd (process " + varve.pid() + ")";
    }

    /// Checks that a client reads what is in the file.
    void assertReads(Path copy) throws IOException, InterruptedException {
        var read = Files.createTempFile(host.root(), "read", ".raw");
        host.run("qemu-img", "convert", "-f", "raw", "-O", "raw", text("uri"), read.toString())
                .ok();
        assertThat(Files.mismatch(copy, read)).as("differs at").isEqualTo(-1);
        Files.delete(read);
    }

    /// Ends it as Ctrl-C and `kill` do.
    ///
    /// @return its exit code
    int end() throws InterruptedException {
        varve.toHandle().destroy(); // Its output stays to be read.
        return varve.waitFor();
    }

    /// Checks that nothing of the server is left, or will be once what is left has ended.
    void assertGone() {
        family.forEach(process -> process.onExit().join());
        var socket = Path.of(text("socket"));
        assertThat(socket).doesNotExist();
        assertThat(socket.getParent()).doesNotExist();
    }

    @Override
    public void close() throws IOException {
        varve.destroyForcibly();
        output.close();
        family.forEach(process -> process.onExit().join());
    }
}
