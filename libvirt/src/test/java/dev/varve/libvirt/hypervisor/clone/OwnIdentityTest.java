package dev.varve.libvirt.hypervisor.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DomainRef;
import dev.varve.libvirt.xml.DomainXml;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a copy of a domain has of its own.
class OwnIdentityTest {
    private static final String ONE =
            "<interface type='user'><mac address='52:54:00:AA:00:01'/></interface>";
    private static final String OTHER =
            "<interface type='user'><mac address='52:54:00:aa:00:02'/></interface>";
    private static final OwnIdentity COPY = identity(7);

    private static OwnIdentity identity(long uuid) {
        return new OwnIdentity(new DomainRef(new UUID(1, uuid), "web2"), "web");
    }

    private static DomainXml domain(String devices) {
        return DomainXml.parse(
                "<domain type='kvm'><name>web</name><uuid>6f1c2d3e-4f50-4172-8394-a5b6c7d8e9fa</uuid>"
                        + "<genid>0a1b2c3d-0000-4000-8000-000000000001</genid><hwuuid>x</hwuuid>"
                        + "<title>The web server</title><sysinfo type='smbios'><system>"
                        + "<entry name='uuid'>6f1c2d3e-4f50-4172-8394-a5b6c7d8e9fa</entry>"
                        + "<entry name='serial'>web</entry></system></sysinfo><devices>"
                        + devices
                        + "</devices></domain>");
    }

    private static List<String> addresses(DomainXml domain) {
        return domain.root().path("devices", "interface", "mac").stream()
                .flatMap(mac -> mac.attribute("address").stream())
                .toList();
    }

    @Test
    void nothingOfTheOriginalsIdentityIsLeft() {
        var copy = COPY.of(domain("")).toString();
        assertThat(copy)
                .contains("<name>web2</name>", "<title>The web server</title>", ">web</entry>")
                .doesNotContain("6f1c2d3e", "0a1b2c3d", "hwuuid");
        assertThat(COPY.of(domain("")).toString()).isEqualTo(copy);
        assertThat(identity(8).of(domain("")).root().childText("genid"))
                .isNotEqualTo(COPY.of(domain("")).root().childText("genid"));
    }

    /// A guest names its cards by their addresses, and a snapshot may have more of them than the definition.
    @Test
    void aCardHasTheSameAddressWhicheverOthersThereAre() {
        var both = addresses(COPY.of(domain(ONE + OTHER)));
        assertThat(both)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(mac -> mac.startsWith("52:54:00:"));
        assertThat(both).doesNotContain("52:54:00:AA:00:01", "52:54:00:aa:00:02");
        assertThat(addresses(COPY.of(domain(OTHER)))).containsExactly(both.getLast());
        assertThat(addresses(COPY.of(domain(ONE.replace("AA", "aa")))))
                .containsExactly(both.getFirst());
        assertThat(addresses(identity(8).of(domain(ONE + OTHER))))
                .doesNotContainAnyElementsOf(both);
        var bare = "<interface type='user'/>";
        assertThat(addresses(COPY.of(domain(bare + bare)))).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aGuestThatGoesOnKeepsTheAddressesThatItKnows() {
        assertThat(addresses(COPY.remembered(domain(OTHER)))).containsExactly("52:54:00:aa:00:02");
    }

    @Test
    void socketsAndLogsBearTheNewName() {
        var devices =
                """
                <serial type='unix'><source mode='bind' path='/x/web.socket'/>
                  <log file='/x/web-0.log' append='on'/></serial>
                <console type='file'><source path='/x/web/other.log'/></console>
                <channel type='unix'><source mode='bind' path='/x/webfarm.sock'/></channel>
                <interface type='bridge'><target dev='vnet7'/></interface>
                <tpm model='tpm-crb'><backend type='emulator'><source type='dir' path='/x'/></backend></tpm>\
                """;
        assertThat(COPY.of(domain(devices)).toString())
                .contains(
                        "'/x/web2.socket'", "'/x/web2-0.log'", "'/x/web/other.log'", "webfarm.sock")
                .doesNotContain("vnet7", "type='dir'");
        assertThat(Stream.of("/x/web.socket", "/x/web-0.log"))
                .noneMatch(path -> COPY.of(domain(devices)).toString().contains(path));
    }
}
