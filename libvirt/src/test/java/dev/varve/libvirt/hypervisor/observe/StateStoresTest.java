package dev.varve.libvirt.hypervisor.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.StateStore;
import dev.varve.core.model.StateStore.Kind;
import dev.varve.libvirt.xml.DomainXml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a domain keeps NVRAM and TPM state, by its XML and the connection's URI.
class StateStoresTest {
    private static final String UUID = "b501d14a-7f81-4e1a-b7dd-c83c58c0e6a8";

    @TempDir Path root;

    private List<StateStore> stores(String attributes, String os, String devices) {
        return StateStores.of("qemu:///embed?root=" + root)
                .of(
                        DomainXml.parse(
                                "<domain %s><name>web</name><uuid>%s</uuid>%s<devices>%s</devices></domain>"
                                        .formatted(attributes, UUID, os, devices)));
    }

    private StateStore nvram(String os) {
        var stores = stores("type='qemu'", os, "");
        assertThat(stores).hasSize(1).first().returns(Kind.NVRAM, StateStore::kind);
        return stores.getFirst();
    }

    private StateStore tpm(String backend) {
        var stores = stores("type='qemu'", "", "<tpm>" + backend + "</tpm>");
        assertThat(stores).hasSize(1).first().returns(Kind.TPM, StateStore::kind);
        return stores.getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "qemu:///system, /var/lib/libvirt/qemu/nvram, /var/lib/libvirt/swtpm",
        "qemu+unix:///system?socket=/s, /var/lib/libvirt/qemu/nvram, /var/lib/libvirt/swtpm",
        "qemu:///embed?root=/r, /r/lib/qemu/nvram, /r/lib/swtpm",
        "qemu:///embed?x=1&root=/r%20s, /r s/lib/qemu/nvram, /r s/lib/swtpm"
    })
    void theDirectoriesAreThoseOfTheDriver(String uri, Path nvram, Path tpm) {
        assertThat(StateDirectories.of(uri)).contains(new StateDirectories(nvram, tpm));
    }

    @ParameterizedTest
    @CsvSource({"test:///default", "xen:///system", "qemu:///elsewhere", "':'"})
    void otherDriversHaveNone(String uri) {
        assertThat(StateDirectories.of(uri)).isEmpty();
    }

    @Test
    void aDomainWithoutFirmwareAndTpmKeepsNothing() {
        assertThat(stores("type='qemu'", "<os><type>hvm</type></os>", "")).isEmpty();
        var stateless = "<os><loader type='pflash' stateless='yes'>/l</loader></os>";
        assertThat(stores("type='qemu'", stateless, "")).isEmpty();
        var own = "<tpm><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>";
        assertThat(stores("type='qemu'", "", own)).isEmpty();
    }

    @Test
    void nvramThatTheDefinitionDoesNotNameIsTheDrivers() throws IOException {
        var directory = Files.createDirectories(root.resolve("lib/qemu/nvram"));
        var store = nvram("<os firmware='efi'/>");
        assertThat(store.path()).isEqualTo(directory.resolve("web_VARS.fd"));
        assertThat(store.present()).isFalse();
        assertThat(store.whyNotCopied(true)).isEmpty();
        Files.writeString(store.path(), "variables");
        assertThat(nvram("<os firmware='efi'/>").present()).isTrue();
    }

    @Test
    void aNamedFileIsTaken() throws IOException {
        var file = Files.writeString(root.resolve("vars.fd"), "variables");
        assertThat(nvram("<os><nvram>" + file + "</nvram></os>"))
                .isEqualTo(nvram("<os><nvram><source file='" + file + "'/></nvram></os>"))
                .returns(true, StateStore::present);
        var qcow2 = nvram("<os><nvram format='qcow2'>" + file + "</nvram></os>");
        assertThat(qcow2.whyNotCopied(false)).isEmpty();
        assertThat(qcow2.whyNotCopied(true).orElseThrow()).contains("qcow2");
    }

    @Test
    void oddFilesAreObstacles() throws IOException {
        var link = root.resolve("link");
        Files.createSymbolicLink(link, Files.writeString(root.resolve("secret"), "s"));
        assertThat(nvram("<os><nvram>" + link + "</nvram></os>"))
                .returns(link, StateStore::path)
                .extracting(s -> s.obstacle().orElseThrow())
                .isEqualTo("it is not a regular file");
        assertThat(nvram("<os><nvram type='block'><source dev='/dev/x'/></nvram></os>").obstacle())
                .contains("it is of type 'block', not a file");
        assertThat(nvram("<os><varstore path='/v'/></os>").obstacle()).isPresent();
    }

    @Test
    void aTpmsStateIsInTheDirectoryOfItsUuid() {
        var directory = root.resolve("lib/swtpm").resolve(UUID);
        assertThat(tpm("<backend type='emulator' version='2.0'/>").path())
                .isEqualTo(directory.resolve("tpm2/tpm2-00.permall"));
        assertThat(tpm("<backend type='emulator' version='1.2'/>").path())
                .isEqualTo(directory.resolve("tpm1.2/tpm-00.permall"));
        assertThat(tpm("<backend type='emulator'><source type='dir' path='/t'/></backend>").path())
                .isEqualTo(Path.of("/t/tpm2-00.permall"));
    }

    @Test
    void aTpmsStateInOneFileIsNotCopiedLive() throws IOException {
        var file = Files.writeString(root.resolve("tpm"), "state");
        var store =
                tpm("<backend type='emulator'><source type='file' path='" + file + "'/></backend>");
        assertThat(store.path()).isEqualTo(file);
        assertThat(store.whyNotCopied(false)).isEmpty();
        assertThat(store.whyNotCopied(true)).isPresent();
    }

    @Test
    void whatARunningGuestUsesMustBeThere() {
        var tpm = "<tpm><backend type='emulator'/></tpm>";
        assertThat(stores("type='qemu' id='1'", "", tpm).getFirst().obstacle())
                .contains("it isn't there");
        assertThat(stores("type='qemu'", "", tpm).getFirst().obstacle()).isEmpty();
    }
}
