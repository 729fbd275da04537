package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.LibvirtConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the installed virsh answered in each shape, and what the manual says that it does.
final class VirshAnswers {
    private static final String MANUAL = "docs/reference/compared-with-virsh.md";
    private static final String TABLE = "| shape | virsh | Varve |";

    /// The libvirt that the manual speaks of.
    private static final long VERSION = 9_000_000;

    private final Map<String, String> answers = new TreeMap<>();

    /// Lets virsh try what it refuses there, which is to leave everything as it is. A newer one may do
    /// it, and isn't asked.
    void refused(String shape, RealGuest guest, String... command)
            throws IOException, InterruptedException {
        if (LibvirtConnection.clientVersion() != VERSION) {
            return;
        }
        var outcome = guest.host().virsh(command);
        var said = outcome.failed().lines().toList();
        add(shape, said.getLast().replaceFirst("^error: ", ""));
    }

    /// Notes what virsh answered, or what came of it.
    void add(String shape, String answer) {
        answers.put(shape, "`" + answer + "`");
    }

    /// Compares with the manual: each row is from a run, and each run is in a row.
    void assertAreInTheManual(PrivateHost host) throws IOException {
        if (LibvirtConnection.clientVersion() == VERSION) {
            assertThat(answers)
                    .isEqualTo(rows(Files.readAllLines(host.checkout().resolve(MANUAL))));
        }
    }

    private static Map<String, String> rows(List<String> manual) {
        int table = manual.indexOf(TABLE);
        assertThat(table).as(TABLE).isNotNegative();
        return manual.subList(table + 2, manual.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> List.of(line.split(" ?\\| ?")))
                .collect(
                        Collectors.toMap(
                                cells -> cells.get(1),
                                cells -> cells.get(2),
                                (a, _) -> a,
                                TreeMap::new));
    }
}
