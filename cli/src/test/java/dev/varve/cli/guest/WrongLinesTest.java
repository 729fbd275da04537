package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.session.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two hundred command lines that can't be obeyed, as nobody would think of them: what is said is for people or for
/// programs, and nothing is changed.
@Tag("guest")
class WrongLinesTest {
    private static final int LINES = 200;

    @AutoClose private final PrivateHost host = PrivateHost.create();

    WrongLinesTest() throws IOException {}

    private record Said(List<String> line, String out, String err, int exit) {
        /// A name that was given may have several lines.
        String errors() {
            return line.stream()
                    .reduce(
                            err,
                            (text, word) -> text.replace(word, word.strip().replace('\n', ' ')));
        }
    }

    /// Another seed is tried with `-Dvarve.seed=N`.
    @Test
    @Timeout(300)
    void nothingWorseThanAnErrorIsSaid() throws Exception {
        long seed = Long.getLong("varve.seed", 15);
        host.define("web", 1);
        host.varve("snapshot-create-as", "web", "s1").ok();
        var lines = new WrongLines(new Random(seed), "web", files(), host.root());
        var before = state();
        var complaints = new ArrayList<String>();
        for (var line : lines.lines(LINES)) {
            var said = run(line);
            complaints.addAll(complaints(said));
            if (!state().equals(before)) {
                complaints.add(said + " has left something behind");
                before = state();
            }
        }
        assertThat(complaints).as("seed " + seed).isEmpty();
    }

    private static List<String> complaints(Said said) {
        var complaints = new ArrayList<String>();
        boolean json = said.line().contains("--json");
        if (Arrays.stream(ExitCode.values()).noneMatch(code -> code.number() == said.exit())
                || said.exit() == 0) {
            complaints.add(said + " is no failure");
        }
        var whole = said.out() + said.err();
        if (whole.contains("\tat ")
                || whole.contains("Exception")
                || whole.contains("has a defect")
                || isNull(said)) {
            complaints.add(said + " tells of the program");
        }
        var errors = said.errors().lines().filter(line -> !line.startsWith("note: ")).toList();
        if (json && (errors.size() != 1 || !errors.getFirst().contains("\"kind\":\"Error\""))) {
            complaints.add(said + " is no document of an error");
        }
        if (!json && (errors.isEmpty() || !errors.stream().allMatch(e -> e.matches("error: .+")))) {
            complaints.add(said + " is no error");
        }
        return complaints;
    }

    /// Unless the word was given.
    private static boolean isNull(Said said) {
        return said.err().matches("(?s).*\\bnull\\b.*")
                && said.line().stream().noneMatch(word -> word.contains("null"));
    }

    private Said run(List<String> line) throws Exception {
        try {
            var outcome = host.varve(line.toArray(String[]::new));
            return new Said(line, outcome.out(), outcome.err(), outcome.exit());
        } catch (RuntimeException | Error e) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return new Said(line, "", trace.toString(), -1);
        }
    }

    /// Its domains and snapshots, and all files but those in which libvirt and Varve write down what they do.
    private String state() throws Exception {
        var listed = host.varve("list --all --name; snapshot-list web; domblklist web").ok();
        try (var files = Files.walk(host.root())) {
            return listed
                    + files.filter(file -> !file.startsWith(host.root().resolve("log")))
                            .filter(file -> !file.toString().matches(".*/(cache|run)/.*"))
                            .filter(file -> !file.endsWith("audit.log"))
                            .map(WrongLinesTest::described)
                            .sorted()
                            .collect(Collectors.joining("\n"));
        }
    }

    private static String described(Path file) {
        try {
            return file + (Files.isRegularFile(file) ? " " + Files.size(file) : "");
        } catch (IOException _) {
            return file + " has gone";
        }
    }

    /// Names of what no command takes for a document, an archive, an image or a directory.
    private List<Path> files() throws IOException {
        var made = Files.createDirectory(host.root().resolve("files"));
        var bomb =
                "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
                        + "<domainsnapshot><name>&b;</name></domainsnapshot>";
        var loop = made.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        return List.of(
                made.resolve("absent/below"),
                loop,
                Files.createDirectory(made.resolve("directory")),
                Files.createFile(made.resolve("empty")),
                Files.write(made.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}),
                Files.writeString(made.resolve("bomb"), bomb),
                Files.writeString(made.resolve("deep"), "<a>".repeat(100_000)),
                Files.writeString(made.resolve("cut"), "<domainsnapshot><name>x"),
                Files.writeString(made.resolve("zeros"), "\0".repeat(20_480)),
                Files.writeString(made.resolve("tar"), "x".repeat(100) + "7".repeat(412)),
                Files.writeString(made.resolve("QFI"), "QFI\u00fb\0\0\0\3" + "\u007f".repeat(200)),
                Path.of("/dev/null/below"),
                Path.of("/dev/zero"),
                Path.of("/dev/full"),
                Path.of("x".repeat(300)),
                Path.of("/" + "x/".repeat(3000)));
    }
}
