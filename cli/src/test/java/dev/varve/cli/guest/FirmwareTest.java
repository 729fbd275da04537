package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A guest of OVMF's with a TPM of swtpm's: what both keep goes with the disks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("guest")
class FirmwareTest {
    private static final Path FRESH = Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd");

    @AutoClose private final PrivateHost host = PrivateHost.createWithStores();
    private final RealGuest guest;

    FirmwareTest() throws IOException, InterruptedException {
        guest = host.defineWithFirmware("web");
    }

    /// What tells one state of both from another.
    private record Stores(String nvram, String tpm) {
        static Stores of(Path nvram, Path tpm) throws IOException {
            return new Stores(digest(nvram), digest(tpm));
        }

        private static String digest(Path file) throws IOException {
            try {
                var sha = MessageDigest.getInstance("SHA-256");
                return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Path nvram() {
        return host.root().resolve("lib/qemu/nvram/web_VARS.fd");
    }

    private Path tpm() throws IOException {
        try (var directories = Files.list(host.root().resolve("lib/swtpm"))) {
            return directories.findFirst().orElseThrow().resolve("tpm2/tpm2-00.permall");
        }
    }

    private Stores stores() throws IOException {
        return Stores.of(nvram(), tpm());
    }

    private Stores copies(String stem) throws IOException {
        return Stores.of(
                host.images().resolve(stem + ".nvram"), host.images().resolve(stem + ".tpm"));
    }

    /// As a firmware that was reset, and as another TPM.
    private Stores changed() throws IOException, InterruptedException {
        Files.copy(FRESH, nvram(), StandardCopyOption.REPLACE_EXISTING);
        var other = Files.createTempDirectory(host.root(), "tpm");
        host.run("swtpm_setup", "--tpm2", "--tpmstate", other.toString()).ok();
        Files.write(tpm(), Files.readAllBytes(other.resolve("tpm2-00.permall")));
        return stores();
    }

    @Test
    void nvramAndTpmGoWithTheDisks() throws Exception {
        guest.start();
        guest.shell("echo first >/mnt/vda/file; sync");
        host.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        var first = stores();
        assertThat(copies("web-vda.s1")).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(host.images().resolve("web-vda.s1.tpm")))
                .hasSize(2);

        takeWithMemory();
        guest.destroy();
        var later = changed();
        goesBackAndReturns(first, later);
        goesBackFromARunningGuest(first);
        goesBackToMemory();

        host.varve("snapshot-delete", "web", "s1").ok();
        assertThat(host.images().resolve("web-vda.s1.nvram")).doesNotExist();
        assertThat(host.images().resolve("web-vda.s1.tpm")).doesNotExist();
        assertThat(host.images().resolve("web-vda.warm.nvram")).exists();
    }

    private void takeWithMemory() throws IOException, InterruptedException {
        var file = host.images().resolve("web.warm.memory");
        var spec = "file=" + file + ",snapshot=external";
        host.varve("snapshot-create-as", "web", "warm", "--memspec", spec).ok();
    }

    private void goesBackAndReturns(Stores first, Stores later) throws Exception {
        host.varve("snapshot-revert", "web", "s1").ok();
        assertThat(stores()).isEqualTo(first);
        var left = guest.beforeRevert();
        assertThat(copies("web-vda." + left)).isEqualTo(later);
        host.varve("undo", "web").ok();
        assertThat(stores()).isEqualTo(later);
    }

    /// QEMU has both in the memory file, and the guest goes on with those.
    private void goesBackToMemory() throws Exception {
        var held = copies("web-vda.warm");
        host.varve("snapshot-revert", "web", "warm").ok();
        assertThat(guest.state()).isEqualTo("running");
        assertThat(guest.shell("cat /mnt/vda/file")).isEqualTo("first");
        assertThat(stores().nvram()).isEqualTo(held.nvram());
        guest.destroy();
    }

    /// The guest is stopped on the way, and its swtpm with it.
    private void goesBackFromARunningGuest(Stores first) throws Exception {
        guest.start();
        host.varve("snapshot-revert", "web", "s1").ok();
        assertThat(guest.state()).isEqualTo("shut off");
        assertThat(stores()).isEqualTo(first);
        assertThat(copies("web-vda." + guest.beforeRevert())).isNotEqualTo(first);
    }
}
