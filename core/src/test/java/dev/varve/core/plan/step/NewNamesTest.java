package dev.varve.core.plan.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names that a file can't have are refused before anything is begun. [Forests] explains the notation.
class NewNamesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T05:21:19Z");
    private static final String STEM = "a".repeat(20);

    private static Planned create(String name) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "");
        var options = new TakeOptions(true, false, false, false, false, false, false, false);
        var create = new CreateSnapshot(Forests.WEB, request, options, Annotations.none(), NOW);
        return create.plan(Forests.shutOff(STEM + ":head")).unless(NewNames::refuse);
    }

    private static String refused(Planned planned) {
        assertThat(planned).isInstanceOf(Refusal.class);
        return ((Refusal) planned).message();
    }

    /// The overlay is called `STEM.NAME`.
    @ParameterizedTest
    @CsvSource({"n, 234, true", "n, 235, false", "\u00fc, 117, true", "\u00fc, 118, false"})
    void anOverlaysNameFitsAFile(String character, int characters, boolean fits) {
        var planned = create(character.repeat(characters));
        if (fits) {
            assertThat(planned).isInstanceOf(Plan.class);
        } else {
            assertThat(refused(planned)).endsWith("bytes, and no more than 255 fit");
        }
    }

    @Test
    void libvirtCanKeepTheSnapshot() {
        assertThat(refused(create("n".repeat(248))))
                .endsWith(
                        "the snapshot's name has 248 bytes, and no more than 247 fit: choose another");
    }

    @ParameterizedTest
    @CsvSource({"9, \\x09", "10, \\x0a", "27, \\x1b", "127, \\x7f"})
    void aControlCharacterIsRefusedInOneLine(int character, String shown) {
        assertThat(refused(create("one" + (char) character + "two")))
                .isEqualTo(
                        ("cannot create snapshot one%stwo of web: the snapshot's name has a control"
                                        + " character, which libvirt's XML can't hold: choose another")
                                .formatted(shown));
    }

    @ParameterizedTest
    @CsvSource({"'', is empty", "a/b, has a /"})
    void aNameIsOneThatLibvirtTakes(String name, String why) {
        assertThat(NewNames.whyNotKept(name)).contains(why);
    }

    @Test
    void aCloneOfALongNameIsRefused() {
        var name = "\u4e16".repeat(90);
        var clone =
                new CloneDomain(
                        Forests.WEB,
                        new SnapshotName("s1"),
                        name,
                        List.of(new DomainRef(new UUID(0, 7), name)),
                        false,
                        false,
                        Optional.of(Path.of("/clones")));
        var planned = clone.plan(Forests.shutOff("base:s1 <-- a:head")).unless(NewNames::refuse);
        assertThat(refused(planned)).contains("bytes, and no more than ");
    }
}
