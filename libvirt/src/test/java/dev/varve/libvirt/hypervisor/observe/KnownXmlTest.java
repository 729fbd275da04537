package dev.varve.libvirt.hypervisor.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.libvirt.xml.XmlException;
import org.junit.jupiter.api.Test;

class KnownXmlTest {
    private static final String WEB = "<domain><name>web</name></domain>";

    private final KnownXml xml = new KnownXml();

    @Test
    void aDocumentIsParsedOnceForAsLongAsEachObservationAsksForIt() {
        var first = xml.domain(WEB).root();
        for (int i = 0; i < 3; i++) {
            xml.beginObservation();
            assertThat(xml.domain(WEB).root()).isSameAs(first);
            assertThat(xml.domain(WEB).root()).isSameAs(first);
        }
        xml.beginObservation();
        xml.beginObservation();
        assertThat(xml.domain(WEB).root()).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void whatHasChangedIsParsedAnew() {
        assertThat(xml.domain(WEB).name()).contains("web");
        xml.beginObservation();
        assertThat(xml.domain(WEB.replace("web", "db")).name()).contains("db");
    }

    @Test
    void aDocumentIsWhatItIsAskedFor() {
        var _ = xml.domain(WEB);
        assertThatThrownBy(() -> xml.snapshot(WEB)).isInstanceOf(XmlException.class);
    }
}
