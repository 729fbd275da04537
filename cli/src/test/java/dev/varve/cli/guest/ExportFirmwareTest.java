package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a domain's firmware keeps goes to another host with it.
@Tag("guest")
class ExportFirmwareTest {
    @AutoClose private final PrivateHost here = PrivateHost.createWithStores();
    @AutoClose private final PrivateHost there = PrivateHost.createWithStores();

    ExportFirmwareTest() throws IOException {}

    @Test
    void firmwareVariablesComeAlong() throws Exception {
        var web = here.defineWithUefi("web").start();
        web.shell("echo one >/mnt/vda/file; sync");
        web.destroy();
        here.varve("snapshot-create-as", "web", "s1", "--disk-only").ok();
        var kept = Files.readAllBytes(here.images().resolve("web-vda.s1.nvram"));
        var nvram = here.root().resolve("lib/qemu/nvram/web_VARS.fd");
        try (var file = new RandomAccessFile(nvram.toFile(), "rw")) {
            file.seek(file.length() - 1);
            file.write(7);
        }
        var now = Files.readAllBytes(nvram);

        var archive = here.root().resolve("web.tar").toString();
        var target = Files.createDirectories(there.root().resolve("other/place"));
        here.varve("export", "web", archive).ok();
        there.varve("import", archive, "--dir", target.toString()).ok();

        assertThat(target.resolve("web_VARS.fd")).hasBinaryContent(now);
        there.varve("snapshot-revert", "web", "s1").ok();
        assertThat(target.resolve("web_VARS.fd")).hasBinaryContent(kept);
        there.varve("undo", "web").ok();
        assertThat(target.resolve("web_VARS.fd")).hasBinaryContent(now);
        new RealGuest(there, "web").start();
        assertThat(there.inGuest(here.images().resolve("web.socket"), "cat /mnt/vda/file").ok())
                .contains("one");
    }
}
