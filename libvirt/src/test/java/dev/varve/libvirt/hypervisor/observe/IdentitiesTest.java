package dev.varve.libvirt.hypervisor.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.libvirt.xml.DomainXml;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    private static List<String> of(String devices) {
        return Identities.of(
                DomainXml.parse("<domain><devices>" + devices + "</devices></domain>"));
    }

    @Test
    void anAddressIsOneWhereOthersSeeIt() {
        assertThat(of("<interface type='bridge'><mac address='52:54:00:00:00:01'/></interface>"))
                .singleElement()
                .asString()
                .startsWith("the network address 52:54:00:00:00:01");
        assertThat(
                        of(
                                "<interface type='network'><link state='down'/></interface>"
                                        + "<interface type='user'><mac address='x'/></interface>"))
                .isEmpty();
        assertThat(of("<interface type='direct'><link state='up'/></interface>")).hasSize(1);
    }

    @Test
    void aTpmIsOne() {
        assertThat(of("<tpm model='tpm-crb'><backend type='emulator'/></tpm><disk/>"))
                .containsExactly("a TPM");
    }
}
