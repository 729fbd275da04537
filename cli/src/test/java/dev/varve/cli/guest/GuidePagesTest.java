package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the guide shows is what is printed: its pages' commands are run, from the world that each states, and their
/// output is compared.
@Tag("guest")
class GuidePagesTest {
    private static final Path GUIDE = Path.of("..", "docs", "guide");

    /// Whether pages are to show what is printed from now on.
    private static final boolean WRITE = Boolean.getBoolean("varve.guide.write");

    /// What everybody types is run each time; all pages are with `-Dvarve.nightly=true`, for a minute of each check is
    /// worth more than the tenth page on layers.
    private static final Set<String> EACH_TIME =
            Set.of(
                    "create.md",
                    "debian-12-in-ten-minutes.md",
                    "delete.md",
                    "from-virsh.md",
                    "retention.md",
                    "revert.md");

    /// The pages whose commands aren't run, and why.
    private static final Map<String, String> NOT_RUN =
            Map.of(
                    "library.md",
                    "is Java: its examples are compiled by scripts/examples",
                    "shell.md",
                    "is about keys and a pipe: PipedShellTest and TerminalShellTest",
                    "export.md",
                    "two hosts",
                    "firmware.md",
                    "UEFI and a TPM: FirmwareTest",
                    "nbd.md",
                    "serves until it is ended, to programs that aren't everywhere: NbdTest",
                    "doctor.md",
                    "no tool makes such a header any more: DoctorTest",
                    "log.md",
                    "is about users and days: LogTest",
                    "policies.md",
                    "is about days and weeks: PoliciesTest",
                    "status.md",
                    "is about months, and what is wrong: StatusTest",
                    "recover.md",
                    "an operation has to be cut: KillTest");

    static List<String> pages() throws IOException {
        try (var files = Files.list(GUIDE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !NOT_RUN.containsKey(name))
                    .filter(name -> Boolean.getBoolean("varve.nightly") || EACH_TIME.contains(name))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showsWhatIsPrinted(String page) throws Exception {
        var read = GuidePage.read(GUIDE.resolve(page));
        assertThat(read.entries()).as("commands of " + page).isNotEmpty();
        try (var run = new Run(read)) {
            for (var entry : read.entries()) {
                run.perform(entry);
            }
        }
    }

    /// The list gets shorter, and not stale.
    @Test
    void whatIsNotRunIsThere() throws IOException {
        try (Stream<Path> files = Files.list(GUIDE)) {
            var all =
                    files.map(file -> file.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(all).containsAll(NOT_RUN.keySet()).containsAll(EACH_TIME);
            assertThat(NOT_RUN).doesNotContainKeys(EACH_TIME.toArray(String[]::new));
        }
        assertThat(NOT_RUN.values()).allMatch(reason -> !reason.isBlank());
    }

    /// A page on its way, on a host of its own.
    private static final class Run implements AutoCloseable {
        private final GuidePage page;
        private PrivateHost host = PrivateHost.create();
        private int shift;
        private GuideText text = new GuideText(host.images());

        Run(GuidePage page) throws IOException {
            this.page = page;
        }

        void perform(GuidePage.Entry entry) throws Exception {
            switch (entry) {
                case GuidePage.World world -> make(world);
                case GuidePage.Before before -> prepare(before);
                case GuidePage.Typed typed -> compare(typed);
                case GuidePage.Unmarked unmarked ->
                        wrong(unmarked, "a block with commands begins with ```console");
            }
        }

        private void make(GuidePage.World world) throws Exception {
            host.close();
            host = PrivateHost.create();
            text = new GuideText(host.images());
            for (var machine : world.machines()) {
                host.defineNamed(machine.name(), machine.disks());
                if (machine.running()) {
                    host.start(machine.name());
                }
            }
        }

        private void prepare(GuidePage.Before before) throws Exception {
            var words = before.words().stream().map(text::typed).toList();
            switch (words.getFirst()) {
                case "write" -> write(words.get(1), words.get(2));
                case "varve" -> host.varve(behind(words)).ok();
                default -> host.run(words.toArray(String[]::new)).ok();
            }
        }

        /// The command `write FILE LENGTH` lets a disk hold that much.
        private void write(String file, String length) throws Exception {
            host.run("qemu-io", "-f", "qcow2", "-c", "write -P 7 8M " + length, file).ok();
        }

        private void compare(GuidePage.Typed typed) throws Exception {
            var words = typed.words().stream().map(text::typed).toList();
            var printed =
                    words.getFirst().equals("varve")
                            ? host.varveOnTerminal(words.subList(1, words.size()))
                            : host.run(words.toArray(String[]::new));
            var failed = typed.expected().stream().anyMatch(line -> line.startsWith("error: "));
            if ((printed.exit() != 0) != failed) {
                wrong(typed, "it ends with " + printed.exit() + "\n" + text.shown(printed.out()));
            }
            // A page needn't show what nobody reads.
            if (!typed.expected().isEmpty()) {
                text.difference(typed.expected(), printed.out())
                        .ifPresent(how -> differs(typed, how, text.shown(printed.out())));
            }
        }

        private void differs(GuidePage.Typed typed, String how, String printed) {
            if (!WRITE) {
                wrong(typed, how);
            }
            shift += page.replace(typed, printed.lines().toList(), shift);
        }

        private static String[] behind(List<String> words) {
            return words.subList(1, words.size()).toArray(String[]::new);
        }

        private void wrong(GuidePage.Entry entry, String how) {
            fail("%s:%d: %s", page.file().normalize(), entry.line(), how);
        }

        @Override
        public void close() throws IOException {
            host.close();
        }
    }
}
