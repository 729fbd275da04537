package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.DomainLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What can't be done says so in plain words, and changes nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class BadInputTest {
    @AutoClose private final PrivateHost host = PrivateHost.create();

    BadInputTest() throws IOException {}

    private static final List<String> LOOKS =
            List.of(
                    "dumpxml web",
                    "dumpxml web --inactive",
                    "snapshot-list web --tree",
                    "snapshot-current web --name",
                    "domstate web --reason");

    /// What a command that fails must leave as it was.
    private record State(Map<String, Long> files, String domain) {}

    @BeforeAll
    void pauseWithASnapshot() throws IOException, InterruptedException {
        host.define("web", 1);
        host.virsh("start", "web", "--paused").ok();
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        Files.writeString(host.images().resolve("existing"), "somebody's");
        Files.writeString(host.root().resolve("malformed.xml"), "<domainsnapshot><name>");
    }

    Stream<Arguments> wrong() {
        return Stream.of(
                bad("failed to get domain 'nobody'", "snapshot-create-as nobody s2"),
                bad("'none'", "snapshot-revert web none"),
                bad("'none'", "snapshot-delete web none"),
                bad("a/b", "snapshot-create-as web a/b --disk-only"),
                bad(".s2", "snapshot-create-as web .s2 --disk-only"),
                bad("s1", "snapshot-create-as web s1 --disk-only"),
                bad("vdz", "snapshot-create-as web s2 --disk-only --diskspec vdz"),
                bad("'soon' is not an int", "snapshot-create-as web s2 --freeze-timeout soon"),
                bad("malformed.xml", "snapshot-create web ROOT/malformed.xml"),
                bad("No such file", "snapshot-create web ROOT/missing.xml"),
                bad(
                        "existing",
                        "snapshot-create-as web s2 --disk-only --diskspec vda,file=IMAGES/existing"),
                bad("existing", "snapshot-create-as web s2 --memspec file=IMAGES/existing"),
                bad(
                        "nowhere",
                        "snapshot-create-as web s2 --disk-only --diskspec vda,file=IMAGES/nowhere/s2"));
    }

    private static Arguments bad(String expected, String command) {
        return Arguments.of(expected, List.of(command.split(" ")));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void wrong(String expected, List<String> command) throws Exception {
        var before = state();

        var error =
                host.varve(command.stream().map(this::resolved).toArray(String[]::new)).failed();

        assertThat(error).contains(expected);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void anotherVarveOnTheDomain() throws Exception {
        var uuid = UUID.fromString(host.virsh("domuuid", "web").ok().strip());
        var locks = new DomainLocks(host.root().resolve("varve/locks"));
        var before = state();
        switch (locks.attempt(new DomainRef(uuid, "web"))) {
            case DomainLocks.Attempt.Held(var lock) -> {
                try (lock) {
                    var pid = Long.toString(ProcessHandle.current().pid());
                    for (var command : List.of("create-as web s2 --disk-only", "delete web s1")) {
                        var words = ("snapshot-" + command).split(" ");
                        assertThat(host.varve(words).failed()).contains("web", pid);
                    }
                }
            }
            case DomainLocks.Attempt.Busy(var holder) -> throw new AssertionError(holder);
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aFullFileSystem() throws Exception {
        onTmpfs("full", "size=64k", "No space left on device");
    }

    @Test
    void aReadOnlyFileSystem() throws Exception {
        onTmpfs("readonly", "ro", "Read-only file system");
    }

    private void onTmpfs(String name, String options, String expected) throws Exception {
        var directory = Files.createDirectory(host.images().resolve(name));
        host.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()).ok();
        try {
            var before = state();
            var spec = "vda,file=" + directory.resolve("web.s2");
            var error =
                    host.varve("snapshot-create-as", "web", "s2", "--disk-only", "--diskspec", spec)
                            .failed();
            assertThat(error).contains(expected);
            assertThat(state()).isEqualTo(before);
            assertThat(PrivateHost.listing(directory)).isEmpty();
        } finally {
            // As SmallDirectory is.
            host.run("umount", "--lazy", directory.toString()).ok();
        }
    }

    private String resolved(String word) {
        return word.replace("ROOT", host.root().toString())
                .replace("IMAGES", host.images().toString());
    }

    private State state() throws IOException, InterruptedException {
        return new State(
                PrivateHost.listing(host.images()), host.virsh(String.join("; ", LOOKS)).ok());
    }
}
