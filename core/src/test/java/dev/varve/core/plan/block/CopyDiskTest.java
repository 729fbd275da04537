package dev.varve.core.plan.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.HostState;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyDiskTest {
    private static final String TREE = "base:s1*5 <-- a:head*3";
    private static final MirrorOptions REUSE = new MirrorOptions(true, false, false, 0, 0);
    private static final MirrorOptions BLOCK = new MirrorOptions(false, true, false, 0, 0);

    private static CopyDisk copy(String name, boolean shallow, MirrorOptions options) {
        return copy(name, Optional.empty(), shallow, options, MirrorEnd.PIVOTED);
    }

    private static CopyDisk copy(
            String name,
            Optional<ImageFormat> format,
            boolean shallow,
            MirrorOptions options,
            MirrorEnd end) {
        return new CopyDisk(Forests.WEB, "vda", Path.of("/i", name), format, shallow, options, end);
    }

    private static MirrorStep.MirrorHead mirror(CopyDisk copy, HostState state) {
        return (MirrorStep.MirrorHead) ((Plan) copy.plan(state)).steps().getFirst();
    }

    private static String refused(CopyDisk copy, String tree) {
        return ((Refusal) copy.plan(Forests.running(tree))).message();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    STARTED | copy the active layer a to c, in the background; keep the copy c
                    READY | copy the active layer a to c, and keep it in step; keep the copy c
                    COPIED | copy the active layer a to c; keep the copy c
                    PIVOTED | copy the active layer a to c, and go on there; let the domain name c instead of a
                    """)
    void itEndsWhereTheUserWants(MirrorEnd end, String steps) {
        var copy = copy("c", Optional.empty(), false, MirrorOptions.none(), end);
        assertThat(Forests.told(copy.plan(Forests.running(TREE)))).isEqualTo(steps);
    }

    @Test
    void allOfTheChainIsCopiedOrTheActiveLayerAlone() {
        var state = Forests.running(TREE);
        var whole = (Plan) copy("c", false, MirrorOptions.none()).plan(state);
        assertThat(whole.bytesToCopy()).isEqualTo(8);
        var top = copy("c", true, MirrorOptions.none());
        assertThat(((Plan) top.plan(state)).bytesToCopy()).isEqualTo(3);
        assertThat(mirror(top, state).backing().orElseThrow().path()).isEqualTo(Path.of("/i/base"));
    }

    @Test
    void theFormatIsTheUsersOrThatOfWhatIsThereOrThatOfTheDisk() {
        var state = Forests.running(TREE + " | old");
        var raw = Optional.of(ImageFormat.RAW);
        var asked = copy("c", raw, false, MirrorOptions.none(), MirrorEnd.COPIED);
        assertThat(mirror(asked, state).format()).isEqualTo(ImageFormat.RAW);
        assertThat(mirror(copy("c", false, MirrorOptions.none()), state).format())
                .isEqualTo(ImageFormat.QCOW2);
        assertThat(mirror(copy("old", false, REUSE), state).format()).isEqualTo(ImageFormat.QCOW2);
    }

    @Test
    void onlyWhatIsThereAndNobodyNeedsIsWrittenOver() {
        assertThat(refused(copy("c", false, REUSE), TREE))
                .isEqualTo(
                        "missing destination file for disk vda: /i/c: No such file or directory");
        assertThat(refused(copy("c", false, MirrorOptions.none()), TREE + " | c"))
                .contains("external destination file for disk vda already exists");
        assertThat(refused(copy("base", false, REUSE), TREE))
                .isEqualTo(
                        "cannot copy disk vda to /i/base of web: /i/base is needed as it is by"
                                + " snapshot s1 of web, overlay /i/a; \"varve snapshot-delete\""
                                + " merges it");
        assertThat(refused(copy("a", false, REUSE), TREE)).contains("disk vda of web");
        assertThat(refused(copy("c", false, REUSE), TREE + " | c:other"))
                .contains("/i/c is needed as it is by disk vda of other");
        assertThat(refused(copy("c", false, BLOCK), TREE + " | c@ <-- d:other"))
                .contains("/i/c is needed as it is by overlay /i/d");
    }

    @Test
    void ofAShallowCopyTheGuestReadsNothingElse() {
        var state = Forests.running(TREE + " | base <-- c*0");
        assertThat(mirror(copy("c", true, REUSE), state).options()).isEqualTo(REUSE);
        assertThat(refused(copy("c", true, REUSE), TREE + " | base <-- c*1"))
                .contains("/i/c isn't an empty overlay on /i/base");
        assertThat(refused(copy("c", true, REUSE), TREE + " | other <-- c*0"))
                .contains("/i/c isn't an empty overlay on /i/base");
        var raw = Optional.of(ImageFormat.RAW);
        var copy = copy("c", raw, true, MirrorOptions.none(), MirrorEnd.COPIED);
        assertThat(refused(copy, TREE)).contains("only a qcow2 image can lie on another");
    }

    @Test
    void aGuestHasToRun() {
        var planned = copy("c", false, MirrorOptions.none()).plan(Forests.shutOff(TREE));
        assertThat(((Refusal) planned).message())
                .isEqualTo("Requested operation is not valid: domain is not running");
    }
}
