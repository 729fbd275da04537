package dev.varve.cli.svg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.state.Snapshot;
import dev.varve.state.SnapshotMap;
import dev.varve.state.SnapshotMap.Node;
import java.io.StringReader;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class MapPictureTest {
    private static final ZonedDateTime NOW =
            ZonedDateTime.of(2026, 11, 28, 19, 49, 0, 0, ZoneOffset.UTC);

    private static final String VDA = "vda";

    private static final String HOSTILE = "<script>alert(\"1\" & 'two')</script>]]>&#0;";

    private static final Snapshot.Notes NOTHING =
            new Snapshot.Notes(
                    Optional.empty(),
                    new TreeSet<>(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private static SnapshotMap.Taken snapshot(
            String name, boolean internal, Snapshot.Notes notes, String... disks) {
        return new SnapshotMap.Taken(
                name,
                Optional.of(NOW.minusDays(3).toInstant()),
                "why it was taken " + name,
                internal,
                /* memory= */ false,
                notes,
                List.of(disks));
    }

    private static Node tree(SnapshotMap.Thing thing, Node... next) {
        return new Node(thing, 3 << 20, false, List.of(next));
    }

    private static Node taken(String name, Node... next) {
        return tree(
                new SnapshotMap.Taken(
                        name,
                        Optional.of(NOW.minusDays(3).toInstant()),
                        "why it was taken " + name,
                        /* internal= */ false,
                        /* memory= */ true,
                        NOTHING,
                        List.of()),
                next);
    }

    private static Node now() {
        var disk = new SnapshotMap.OwnDisk(VDA, 3 << 20);
        return new Node(new SnapshotMap.Now("running", List.of(disk)), 3 << 20, true, List.of());
    }

    private static String picture(String domain, Node... trees) {
        return MapPicture.of(
                List.of(new SnapshotMap(domain, List.of(trees), 5, 4096, 1 << 30)), NOW);
    }

    private static Document parsed(String picture) throws Exception {
        var factory = DocumentBuilderFactory.newDefaultNSInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(picture)));
    }

    private static List<Element> elements(Document document, String name) {
        var nodes = document.getElementsByTagNameNS("*", name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(String picture) throws Exception {
        return elements(parsed(picture), "text").stream().map(Element::getTextContent).toList();
    }

    @Test
    void saysWhatThereIs() throws Exception {
        var notes =
                new Snapshot.Notes(
                        Optional.of("the golden state"),
                        new TreeSet<>(Set.of("release")),
                        Optional.of("daily"),
                        Optional.of(NOW.plusHours(5).toInstant()),
                        Optional.empty());
        var held = snapshot("s1", /* internal= */ true, notes, VDA);
        var picture =
                picture(
                        "web",
                        tree(
                                held,
                                now(),
                                tree(new SnapshotMap.Branch(2, false), taken("s2"), taken("s3")),
                                tree(new SnapshotMap.Other("clone", true))));

        assertThat(texts(picture))
                .contains(
                        "web",
                        "3 snapshots \u00b7 1 other user of its layers \u00b7 4.0 KiB in 5 images"
                                + " \u00b7 disks of 1.0 GiB \u00b7 2026-11-28 19:49 Z",
                        "s1",
                        "3 days ago \u00b7 internal \u00b7 3.0 MiB \u00b7 only vda",
                        "#release",
                        "policy daily",
                        "expires in 5 hours",
                        "now \u00b7 running",
                        "vda 3.0 MiB",
                        "unnamed \u00b7 3.0 MiB",
                        "clone",
                        "another domain's disk",
                        "held: not deleted before it is released")
                .doesNotContain("an image that no domain knows", "goes on at the same number");
        assertThat(elements(parsed(picture), "title"))
                .extracting(Element::getTextContent)
                .anyMatch(title -> title.contains("held: the golden state"));
    }

    @Test
    void saysWhichGroupASnapshotWasTakenWith() throws Exception {
        var notes =
                new Snapshot.Notes(
                        Optional.empty(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Snapshot.Group("nightly", List.of("db", "web"))));
        var picture = picture("web", tree(snapshot("s1", /* internal= */ false, notes), now()));

        assertThat(texts(picture)).contains("group nightly");
        assertThat(elements(parsed(picture), "title"))
                .extracting(Element::getTextContent)
                .anyMatch(title -> title.contains("group nightly of db, web"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HOSTILE,
                "\u0000\u0001\b\u001b[31m\r\n\t",
                "\u202egnp.exe\u202c \u05e9\u05dc\u05d5\u05dd",
                "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306",
                "\ud800 \udfff \ufffe \uffff",
                "\u6f22\u5b57\u306e\u540d\u524d \ud83d\udc27",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            })
    void holdsItsOwnElementsAloneWhateverThingsAreCalled(String name) throws Exception {
        var named =
                new Snapshot.Notes(
                        Optional.empty(),
                        new TreeSet<>(Set.of(name)),
                        Optional.of(name),
                        Optional.empty(),
                        Optional.empty());
        var snapshot = snapshot(name, /* internal= */ false, named);
        var picture =
                picture(name, tree(snapshot, now()), tree(new SnapshotMap.Other(name, false)));

        var used = new TreeSet<String>();
        for (var element : elements(parsed(picture), "*")) {
            used.add(element.getLocalName());
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                assertThat(element.getAttributes().item(i).getNodeName())
                        .doesNotStartWith("on")
                        .doesNotContain("href");
            }
        }
        assertThat(used).containsExactly("desc", "g", "path", "rect", "svg", "text", "title");
        assertThat(picture).doesNotContain("\u202e").doesNotContain("url(");
    }

    @Test
    void escapesWhatIsHostileAndKeepsItReadable() throws Exception {
        var picture = picture("web", taken(HOSTILE, now()));

        assertThat(picture).doesNotContain("<script");
        assertThat(elements(parsed(picture), "title"))
                .extracting(Element::getTextContent)
                .anyMatch(title -> title.startsWith(HOSTILE));
    }

    /// What a viewer sees first is the same for all of the same kind: two runs make the same bytes.
    @Test
    void isTheSameEachTime() {
        var tree = taken("s1", now(), taken("s2"));

        assertThat(picture("web", tree)).isEqualTo(picture("web", tree));
    }

    @Test
    void beginsWithItsMark() {
        assertThat(picture("web", now()))
                .startsWith(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--"
                                + MapPicture.MARK
                                + "-->");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 200})
    void isAsWideAsWhatItHolds(int snapshots) throws Exception {
        var tree = now();
        for (int i = snapshots; i > 0; i--) {
            tree = taken("snapshot-number-" + i, tree);
        }
        var root = parsed(picture("web", tree)).getDocumentElement();

        double width = Double.parseDouble(root.getAttribute("width"));
        assertThat(width).isBetween(600.0, 1600.0);
        assertThat(root.getAttribute("viewBox"))
                .isEqualTo(
                        "0 0 %s %s"
                                .formatted(
                                        root.getAttribute("width"), root.getAttribute("height")));
    }

    @Test
    void tenBranchesFitOnAScreen() throws Exception {
        var branches = new ArrayList<Node>(List.of(now()));
        for (int i = 0; i < 10; i++) {
            branches.add(
                    taken(
                            "a-rather-long-name-of-a-snapshot-" + i,
                            taken("another-long-name-behind-it-" + i)));
        }
        var root =
                parsed(
                                picture(
                                        "web",
                                        taken(
                                                "the-first-of-all-of-them",
                                                branches.toArray(Node[]::new))))
                        .getDocumentElement();

        assertThat(Double.parseDouble(root.getAttribute("width"))).isLessThanOrEqualTo(1600);
    }

    @Test
    void showsTheDescriptionAndAShortNameForAStateThatARevertKept() throws Exception {
        var texts =
                texts(
                        picture(
                                "web",
                                taken("before-revert-20261128T004900Z", now()),
                                taken("before-revert-20261127T230000Z"),
                                taken("before-revert-20269999T230000Z"),
                                taken("s1")));

        assertThat(texts)
                .contains(
                        "before revert 00:49",
                        "before revert 2026-11-27 23:00",
                        "before-revert-20269999T230000Z",
                        "why it was taken s1");
    }

    @Test
    void severalDomainsShareAPageAndItsLegend() throws Exception {
        var picture =
                MapPicture.of(
                        List.of(
                                new SnapshotMap("web", List.of(taken("s1", now())), 2, 10, 10),
                                new SnapshotMap("db", List.of(now()), 1, 10, 10)),
                        NOW);

        assertThat(texts(picture)).contains("web", "db", "s1");
        assertThat(texts(picture).stream().filter(text -> text.startsWith("sizes:"))).hasSize(1);
        assertThat(elements(parsed(picture), "title").getFirst().getTextContent())
                .isEqualTo("Snapshots of web, db");
    }
}
