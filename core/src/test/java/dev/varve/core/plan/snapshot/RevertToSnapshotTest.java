package dev.varve.core.plan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.step.Planned;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// [Forests] explains the notation.
class RevertToSnapshotTest {
    private static final Instant NOW = Instant.parse("2026-11-24T05:21:19Z");

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    base:s1 <-- a:head => s1 => create overlay base.1795497679 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=base.1795497679); make snapshot s1 the current one
                    base:s1 <-- a:s2 <-- b:head => s1 => create overlay base.1795497679 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=base.1795497679); make snapshot s1 the current one
                    # the name of a new overlay is one that nobody has
                    base:s1 <-- a:head | base.1795497679 => s1 => create overlay base.1795497679-2 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=base.1795497679-2); make snapshot s1 the current one
                    # an image that another domain writes is no state to go back to
                    base:other <-- a:head | x:s1 => s9 => refused: NoSuchSnapshot
                    """)
    void keepsTheStateLeftBehind(String forest, String snapshot, String expected) {
        assertThat(Forests.told(revert(Forests.shutOff(forest), snapshot, false)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    base:s1 <-- a:head => s1 => create overlay base.1795497679 on base; define the domain as in snapshot s1 (vda=base.1795497679); make snapshot s1 the current one; remove a
                    # a snapshot's own image is not discarded with the head
                    base:s1 <-- a:s2 <-- b:head => s1 => create overlay base.1795497679 on base; define the domain as in snapshot s1 (vda=base.1795497679); make snapshot s1 the current one; remove b
                    """)
    void discardsTheStateLeftBehindWhenAsked(String forest, String snapshot, String expected) {
        assertThat(Forests.told(revert(Forests.shutOff(forest), snapshot, true)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    base:s1 <-- a:head => s1 => create overlay base.1795497679 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=base.1795497679); make snapshot s1 the current one; stop the guest
                    """)
    void stopsTheGuestLast(String forest, String snapshot, String expected) {
        assertThat(Forests.told(revert(Forests.running(forest), snapshot, false)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    # beside the layer above the device that is a file, that of the present state first
                    base@:s1 <-- b:head | base <-- a:s2 => s1 => create overlay b.1795497679 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=b.1795497679); make snapshot s1 the current one
                    base@:s1 <-- a@:s2 <-- b:head => s1 => create overlay b.1795497679 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=b.1795497679); make snapshot s1 the current one
                    base@:s1 <-- a:s2 | x:head => s1 => create overlay a.1795497679 on base; keep the present state as snapshot before-revert-20261124T052119Z; define the domain as in snapshot s1 (vda=a.1795497679); make snapshot s1 the current one
                    # there is none, or only another domain's
                    base@:s1 | x:head => s1 => refused: UnsuitableDisk
                    base@:s1 <-- o:other | x:head => s1 => refused: UnsuitableDisk
                    base@:s1 <-- a@:head => s1 => refused: UnsuitableDisk
                    """)
    void makesNothingBesideADevice(String forest, String snapshot, String expected) {
        assertThat(Forests.told(revert(Forests.shutOff(forest), snapshot, false)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    base:s1 <-- a:head => create overlay /d/base.1795497679 on base
                    base@:s1 | x:head => create overlay /d/web.1795497679 on base
                    base@:s1 <-- a@:head => create overlay /d/web.1795497679 on base
                    """)
    void makesOverlaysWhereTheUserSays(String forest, String expected) {
        var told =
                Forests.told(
                        revert(Forests.shutOff(forest), "s1", false, Optional.of(Path.of("/d"))));
        assertThat(told).startsWith(expected + "; ");
    }

    private static Planned revert(HostState state, String snapshot, boolean discard) {
        return revert(state, snapshot, discard, Optional.empty());
    }

    private static Planned revert(
            HostState state, String snapshot, boolean discard, Optional<Path> directory) {
        var options =
                new RevertToSnapshot.Options(
                        false, false, false, false, discard, Optional.empty(), directory);
        return new RevertToSnapshot(Forests.WEB, new SnapshotName(snapshot), options, NOW)
                .plan(state);
    }
}
