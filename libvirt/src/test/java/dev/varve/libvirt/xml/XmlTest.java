package dev.varve.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                "<a b='1' c='2'/>",
                "<a> <b/>\n\t<c>text</c> tail </a>",
                "<a><!-- a comment - with <b/> & ' --></a>",
                "<a><![CDATA[1 < 2 && \"x\"]]>behind</a>",
                "<a><![CDATA[]]></a>",
                "<a><?pi some data='1'?><?bare?></a>",
                "<q:a xmlns:q='urn:q' xmlns='urn:d' q:b='1'><q:c/></q:a>",
                "<a ü='ö'>日本 😀 é</a>",
                "<a b='&lt;&gt;&amp;&quot;&apos;'>&lt;&gt;&amp;&quot;&apos;</a>",
                "<a b='&#9;&#10;&#13;'>\t\n&#13;</a>",
                "<domain><metadata><x:y xmlns:x=\"u\" a=\"'&quot;&#xE9;&#x1F600;\">'\"é😀</x:y></metadata></domain>",
                "<a><metadata_cache><max_size unit='bytes'>1</max_size></metadata_cache></a>",
            })
    void isWrittenAsItWasRead(String document) {
        assertThat(Xml.parse(document)).hasToString(document);
    }

    @Test
    void spellsTheOtherWayAsLibxml2Does() {
        var element = Xml.parse("<a b='&quot;&apos;é&#10;&lt;'>&quot;&apos;é&gt;&#13;</a>");

        assertThat(element.toString(XmlStyle.LIBXML2))
                .isEqualTo("<a b=\"&quot;'&#xE9;&#10;&lt;\">\"'é&gt;&#13;</a>");
    }

    @Test
    void keepsWhatStandsInsideTheRootOnly() {
        assertThat(Xml.parse("<?xml version='1.0'?>\n<!-- WARNING -->\n<a/>\n<!-- end -->\n"))
                .isEqualTo(XmlElement.of("a"));
    }

    @Test
    void cutsACDataSectionWhereItsEndStands() {
        var element = XmlElement.of("a").withChildren(List.of(new XmlCData("x]]>y")));

        assertThat(element).hasToString("<a><![CDATA[x]]]]><![CDATA[>y]]></a>");
        assertThat(Xml.parse(element.toString()).text()).isEqualTo("x]]>y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # document                                | line | message
                    <a>                                       | 1    | must start and end within the same entity
                    <a></b>                                   | 1    | must be terminated by the matching end-tag
                    <a b='1' b='2'/>                          | 1    | was already specified
                    <a>&nbsp;</a>                             | 1    | "nbsp" was referenced, but not declared
                    <a>&#0;</a>                               | 1    | invalid XML character
                    <a/><b/>                                  | 1    | must be well-formed
                    plain                                     | 1    | Content is not allowed in prolog
                    ''                                        | 1    | Premature end of file
                    """)
    void saysWhereAndWhyADocumentIsMalformed(String document, int line, String message) {
        assertThatThrownBy(() -> Xml.parse(document))
                .isInstanceOfSatisfying(
                        XmlException.class, e -> assertThat(e.line()).isEqualTo(line))
                .hasMessageStartingWith("malformed XML at line " + line + ", column ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY x '1'><!ENTITY y '&x;&x;&x;&x;'>]><a>&y;</a>",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'> %p;]><a/>",
            })
    void refusesADocumentTypeDeclaration(String document) {
        assertThatThrownBy(() -> Xml.parse(document))
                .isInstanceOf(XmlException.class)
                .hasMessageContaining("a document type declaration is not allowed");
    }

    @Test
    void refusesWhatIsDeeperOrBiggerThanLibvirtTakes() {
        var widest = "<a>" + "<b c='&amp;'>&lt;</b>".repeat(100_000) + "</a>";
        var deepest = "<a>".repeat(Xml.MAX_DEPTH) + "</a>".repeat(Xml.MAX_DEPTH);

        assertThat(Xml.parse(widest)).hasToString(widest);
        assertThat(Xml.parse(deepest).path("a", "a")).hasSize(1);
        assertThatThrownBy(() -> Xml.parse("<a>" + deepest + "</a>"))
                .hasMessageContaining("nested deeper than 256 elements");
        assertThatThrownBy(() -> Xml.parse("<a>" + "é".repeat(Xml.MAX_BYTES / 2) + "</a>"))
                .isInstanceOf(XmlException.class)
                .hasMessage("the XML is bigger than libvirt takes: over 4194304 bytes");
    }

    @Test
    void setsAnAttributeInItsPlaceOrAppendsIt() {
        var element = Xml.parse("<a b='1' c='2'/>");

        assertThat(element.withAttribute("b", "3")).hasToString("<a b='3' c='2'/>");
        assertThat(element.withAttribute("d", "4")).hasToString("<a b='1' c='2' d='4'/>");
        assertThat(element.withoutAttribute("b")).hasToString("<a c='2'/>");
        assertThat(element.attribute("c")).contains("2");
        assertThat(element.attribute("x")).isEmpty();
    }

    @Test
    void addsAndRemovesAChildWithItsIndentation() {
        var element = Xml.parse("<a>\n  <b/>\n  <d/>\n</a>");

        var added = element.withChild(XmlElement.of("c"), Set.of("b"));

        assertThat(added).hasToString("<a>\n  <b/>\n  <c/>\n  <d/>\n</a>");
        assertThat(added.withoutChildren("c")).isEqualTo(element);
        assertThat(element.withChild(XmlElement.of("c"), Set.of()))
                .hasToString("<a>\n  <c/>\n  <b/>\n  <d/>\n</a>");
        assertThat(element.withChild(XmlElement.of("e")))
                .hasToString("<a>\n  <b/>\n  <d/>\n  <e/>\n</a>");
        assertThat(element.withoutChildren("b").withoutChildren("d")).hasToString("<a/>");
    }

    @Test
    void readsTextThroughCDataAndComments() {
        assertThat(Xml.parse("<a>1<!-- no -->2<![CDATA[3]]><b>4</b><?no no?></a>").text())
                .isEqualTo("1234");
    }

    @Test
    void indentsAsLibvirtDoes() {
        var dense = "<a><b c='1'><d/></b><e>text <f/></e><g> </g><!-- h --></a>";

        assertThat(Xml.parse(dense).indented())
                .hasToString(
                        """
                        <a>
                          <b c='1'>
                            <d/>
                          </b>
                          <e>text <f/></e>
                          <g> </g>
                          <!-- h -->
                        </a>\
                        """);
        assertThat(Xml.parse(dense).indented().indented()).isEqualTo(Xml.parse(dense).indented());
    }
}
