package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.ChildJvm;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobType;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Varve is killed in the middle of a slow merge, QEMU goes on, and `recover` takes its block job up
/// where it is.
@Tag("qemu")
class KilledMergeTest {
    private static final Pattern ENDED = Pattern.compile("ended at ([0-9]+) of [0-9]+");

    @TempDir Path directory;
    private Path root = Path.of("/nowhere");

    /// Only a QEMU of this root: its number may have gone to somebody else.
    @AfterEach
    void endQemu() throws IOException {
        var pid = root.resolve("run/qemu/slow.pid");
        if (Files.exists(pid)) {
            var number = Files.readString(pid).strip();
            if (names(Path.of("/proc", number, "cmdline"), root + "/")) {
                ProcessHandle.of(Long.parseLong(number))
                        .ifPresent(qemu -> {
                            qemu.destroyForcibly();
                            qemu.onExit().join();
                        });
            }
        }
    }

    /// One that ends between the opening and the reading is "no such process", and no missing file.
    private static boolean names(Path commandLine, String what) throws IOException {
        try {
            return Files.readString(commandLine).contains(what);
        } catch (IOException e) {
            if (Files.notExists(commandLine)) {
                return false;
            }
            throw e;
        }
    }

    private List<String> run(String what, int exit) throws IOException, InterruptedException {
        var child =
                ChildJvm.run(
                        directory, Map.of(), List.of(), KilledMerge.class, root.toString(), what);
        assertThat(child.exitCode()).as("%s", child).isEqualTo(exit);
        return child.output();
    }

    /// {@return what the recovery said}
    private List<String> killed(String where, int job) throws IOException, InterruptedException {
        root = Files.createDirectories(directory.resolve(where));
        var ended = ENDED.matcher(run(where, 9).getLast());
        assertThat(ended.matches()).isTrue();
        var said = run("recover", 0);
        assertThat(said.get(1)).startsWith("job " + job + " ");
        var found = said.stream().filter(line -> line.startsWith("found ")).findFirst();
        assertThat(Long.parseLong(found.orElseThrow().substring("found ".length())))
                .as("where the recovery goes on")
                .isGreaterThanOrEqualTo(Long.parseLong(ended.group(1)));
        assertThat(said.getLast()).isEqualTo("state " + VirDomainState.RUNNING);
        try (var journals = Files.list(root.resolve("journal"))) {
            assertThat(journals).isEmpty();
        }
        return said;
    }

    private void assertFiles(String head, String... files) throws IOException {
        try (var images = Files.list(root.resolve("images"))) {
            assertThat(images.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(files);
        }
        SlowDomain.assertReads(root.resolve("images").resolve(head), SlowDomain.REWRITTEN);
    }

    @Test
    void ofTheActiveLayer() throws Exception {
        var said = killed("active", VirDomainBlockJobType.ACTIVE_COMMIT);
        assertThat(said.getFirst()).isEqualTo("state " + VirDomainState.RUNNING);
        assertFiles("slow.qcow2", "slow.qcow2");
    }

    @Test
    void ofAnInnerLayer() throws Exception {
        killed("inner", VirDomainBlockJobType.COMMIT);
        assertFiles("slow.s2", "slow.qcow2", "slow.s2");
    }

    @Test
    void whileTheGuestIsPausedForIt() throws Exception {
        var said = killed("paused", VirDomainBlockJobType.ACTIVE_COMMIT);
        assertThat(said.getFirst()).isEqualTo("state " + VirDomainState.PAUSED);
        assertThat(said).contains("recovery: let the guest go on");
        assertFiles("slow.qcow2", "slow.qcow2");
    }
}
