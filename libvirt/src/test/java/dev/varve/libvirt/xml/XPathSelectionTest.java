package dev.varve.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XPathSelectionTest {

    private static final String UUID = "11111111-2222-3333-4444-555555555555";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//nope",
                "//name",
                "/domain",
                "/domain/devices/disk",
                "//disk[@device='cdrom'] | //title",
                "//disk[target/@dev='vda']/source/@file",
                "//@unit",
                "//name/text()",
                "//name/text() | //os",
                "//description",
                "//metadata",
                "//comment()",
                "//processing-instruction()",
                "//*[local-name()='x']",
                "//@*[local-name()='c']",
                "//x",
                "//*[namespace-uri()='urn:v']",
                "//disk[last()]/preceding-sibling::*[1]",
            })
    void findsAndPrintsWhatVirshDoes(String expression, @TempDir Path directory) throws Exception {
        var dump = Virsh.defined(directory, RichDomain.AWKWARD);
        var file = Files.writeString(directory.resolve("domain.xml"), RichDomain.AWKWARD);
        var command = "dumpxml " + UUID + " --xpath \"" + expression + "\"";
        var virsh = Virsh.run("define " + file, command);
        var wrapped = Virsh.run("define " + file, command + " --wrap");

        var found = (XPathSelection.Found) XPathSelection.select(Xml.parse(dump), expression);

        var separate = found.separate().stream().map(s -> s + "\n").collect(Collectors.joining());
        assertThat(Virsh.unescaped(separate)).isEqualTo(Virsh.unescaped(virsh));
        assertThat(Virsh.unescaped(found.wrapped() + "\n")).isEqualTo(Virsh.unescaped(wrapped));
    }

    @Test
    void tellsWhatIsNoExpressionFromWhatYieldsNoNodes() {
        var root = Xml.parse("<a xmlns:q='urn:q'><q:b/></a>");

        assertThat(XPathSelection.select(root, "///"))
                .isEqualTo(new XPathSelection.Invalid("Invalid expression"));
        assertThat(XPathSelection.select(root, "//q:b"))
                .isEqualTo(new XPathSelection.Invalid("Undefined namespace prefix"));
        assertThat(XPathSelection.select(root, "count(//a)"))
                .isEqualTo(new XPathSelection.NoNodes());
        assertThat(XPathSelection.select(root, "string(//a)"))
                .isEqualTo(new XPathSelection.NoNodes());
        assertThat(XPathSelection.select(root, "true()")).isEqualTo(new XPathSelection.NoNodes());
    }
}
