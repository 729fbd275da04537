package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A clone of a guest with OVMF and swtpm has an NVRAM of its own, as it was, and a TPM of its own.
@Tag("guest")
class FirmwareCloneTest {
    @AutoClose private final PrivateHost host = PrivateHost.createWithStores();

    FirmwareCloneTest() throws IOException {}

    @Test
    void hasItsOwnNvramAndAFreshTpm() throws Exception {
        var gold = host.defineWithFirmware("gold").start();
        gold.shell("echo gold >/mnt/vda/file; sync");
        host.varve("snapshot-create-as", "gold", "s1", "--disk-only").ok();
        gold.destroy();
        var leftover = Files.writeString(nvram("silver_VARS.fd"), "somebody's");

        var made = host.varve("clone", "gold", "silver", "--snapshot", "s1");
        made.ok();
        assertThat(made.err()).contains("silver gets a TPM of its own");
        assertThat(leftover).hasContent("somebody's");
        assertThat(Files.mismatch(host.images().resolve("gold-vda.s1.nvram"), ownNvram()))
                .isEqualTo(-1);

        var before = Files.readAllBytes(nvram("gold_VARS.fd"));
        var silver = new RealGuest(host, "silver").start();
        assertThat(silver.shell("cat /mnt/vda/file")).isEqualTo("gold");
        assertThat(Files.readAllBytes(nvram("gold_VARS.fd"))).isEqualTo(before);
        try (var tpms = Files.list(host.root().resolve("lib/swtpm"))) {
            assertThat(tpms).hasSize(2);
        }
        silver.destroy();
        assertThat(ownNvram()).isNotEmptyFile();
    }

    private Path nvram(String name) {
        return host.root().resolve("lib/qemu/nvram").resolve(name);
    }

    /// The name that libvirt would choose was taken.
    private Path ownNvram() {
        return nvram("silver_VARS.fd-2");
    }
}
