package dev.varve.core.plan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.Forests;
import dev.varve.core.plan.snapshot.DeleteSnapshot.Scope;
import dev.varve.core.plan.step.Planned;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// [Forests] explains the notation.
class DeleteSnapshotTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    # the current snapshot: its overlay goes down into the image that it froze
                    base:s1 <-- a:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; let the domain name base instead of a; remove a
                    # in the middle: what the next snapshot froze moves down, and the snapshot is told
                    base:s1 <-- a:s2 <-- b:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; set the backing file of b to base; let snapshot s2 name base instead of a; remove a
                    # above the bottom the smaller layer moves
                    base:s1 <-- a:s2*1 <-- b:s3*9 <-- c:head => s2 => remove the metadata of snapshot s2; pull a into b on vda; remove a
                    base:s1 <-- a:s2*9 <-- b:s3*1 <-- c:head => s2 => remove the metadata of snapshot s2; commit b into a on vda; set the backing file of c to a; let snapshot s3 name a instead of b; remove b
                    # a run is merged at once, into the end that costs less
                    base:s1 <-- a:s2 <-- b:s3 <-- c:head => s1 s2 s3 => remove the metadata of snapshot s3; remove the metadata of snapshot s2; remove the metadata of snapshot s1; commit c into base on vda; let the domain name base instead of c; remove c; remove b; remove a
                    base:s1 <-- a:s2*1 <-- b:s3*5 <-- c:s4*9 <-- d:head => s2 s3 => remove the metadata of snapshot s3; remove the metadata of snapshot s2; pull a into c on vda; remove b; remove a
                    # nothing is copied within a branch that goes as a whole
                    base:s1 <-- a:s2 <-- b:s3 | base <-- c:s4 <-- d:head => s1 s2 s3 s4 => remove the metadata of snapshot s4; remove the metadata of snapshot s3; remove the metadata of snapshot s2; remove the metadata of snapshot s1; remove b; remove a; commit d into base on vda; let the domain name base instead of d; remove d; remove c
                    # a leaf that nothing lies on: its image goes
                    base:s1 <-- a:s2 | base <-- b:head => s2 => remove the metadata of snapshot s2; remove a
                    # a branch point only loses its name, which its children keep for it
                    base:s1 <-- a:s2 | base <-- b:head => s1 => note unnamed branch layers in snapshot s2; remove the metadata of snapshot s1
                    # and is merged by whichever later delete leaves it one overlay
                    base!s2 <-- a:s2 | base <-- b:head => s2 => remove the metadata of snapshot s2; remove a; commit b into base on vda; let the domain name base instead of b; remove b
                    # what another domain reads stays
                    base:s1 <-- a:head | base <-- c:other => s1 => remove the metadata of snapshot s1
                    # so does what lies below an image that nobody knows
                    base:s1 <-- a:head | base <-- stray => s1 => remove the metadata of snapshot s1
                    # an image below the first snapshot was never ours to merge, and the disk's own keeps its path
                    golden <-- base:s1 <-- a:head*9 => s1 => remove the metadata of snapshot s1; commit a into base on vda; let the domain name base instead of a; remove a
                    # what is encrypted waits for a guest, whose QEMU has the key
                    base~:s1 <-- a:s2 <-- b:head => s1 => note unnamed branch layers in snapshot s2; remove the metadata of snapshot s1
                    # with no snapshot above that could note it, another one does
                    base~:s1 <-- a:s2 <-- b:head => s2 => note unnamed branch layers in snapshot s1; remove the metadata of snapshot s2
                    base:s1 <-- a:s2 <-- b~:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; set the backing file of b to base; let snapshot s2 name base instead of a; remove a
                    # refcounts are rebuilt off line
                    base?:s1 <-- a:s2 <-- b:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; set the backing file of b to base; let snapshot s2 name base instead of a; remove a
                    # what is marked as corrupt is never written into, on line nor off line
                    base%:s1 <-- a:s2 <-- b:head => s1 => note unnamed branch layers in snapshot s2; remove the metadata of snapshot s1
                    # what an internal snapshot reads is below it, and a pull would not copy it
                    base:s1 <-- a:head#x*9 => s1 => remove the metadata of snapshot s1
                    golden <-- base:s1 <-- a:head#x*9 => s1 => remove the metadata of snapshot s1
                    # what goes into the image that holds one changes nothing for it
                    base:s1#x <-- a:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; let the domain name base instead of a; remove a
                    base:s1 <-- a:s2#x | base <-- b:head => s2 => note unnamed branch layers in snapshot s1; remove the metadata of snapshot s2
                    # a block device is left to whoever made it
                    base:s1 <-- a@:s2 <-- b:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; set the backing file of b to base; let snapshot s2 name base instead of a
                    base:s1 <-- a:head => s9 => refused: NoSuchSnapshot
                    """)
    void isPlannedOffLineFromTheForestAlone(String forest, String snapshot, String expected) {
        assertThat(Forests.told(delete(Forests.shutOff(forest), snapshot))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    # a running QEMU pulls into its active layer only
                    base:s1 <-- a:s2*1 <-- b:s3*9 <-- c:head => s2 => remove the metadata of snapshot s2; commit b into a on vda; set the backing file of c to a; let snapshot s3 name a instead of b; remove b
                    base:s1 <-- a:s2*1 <-- b:head*9 => s2 => remove the metadata of snapshot s2; pull a into b on vda; remove a
                    base~:s1 <-- a:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; let the domain name base instead of a; remove a
                    base~!s2 <-- a:s2 <-- b:head => s2 => remove the metadata of snapshot s2; commit b into base on vda; let the domain name base instead of b; remove b; remove a
                    base:s1 <-- a:head#x*9 => s1 => remove the metadata of snapshot s1
                    # QEMU doesn't rebuild the refcounts of a layer that it has open for reading, and aborts where it lets go of it: it waits
                    base?:s1 <-- a:s2 <-- b:head => s1 => note unnamed branch layers in snapshot s2; remove the metadata of snapshot s1
                    base%:s1 <-- a:s2 <-- b:head => s1 => note unnamed branch layers in snapshot s2; remove the metadata of snapshot s1
                    g:s0 <-- base?:s1 <-- a:head => s1 => note unnamed branch layers in snapshot s0; remove the metadata of snapshot s1
                    base:s1 <-- a?:s2 <-- b:head => s1 => note unnamed branch layers in snapshot s2; remove the metadata of snapshot s1
                    # what it writes itself is marked while it runs
                    base:s1 <-- a?:head => s1 => remove the metadata of snapshot s1; commit a into base on vda; let the domain name base instead of a; remove a
                    # also not after its active layer was committed into another
                    g:s0 <-- x!s2*1 <-- z:s1*9 <-- m:s2*9 <-- y:head => s2 => remove the metadata of snapshot s2; commit y into m on vda; let the domain name m instead of y; remove y; commit z into x on vda; set the backing file of m to x; let snapshot s1 name x instead of z; remove z
                    # a branch that the running QEMU hasn't open is merged on its files
                    base:s1 <-- a:s2*1 <-- b:s3*9 | base <-- c:head => s2 => remove the metadata of snapshot s2; pull a into b on vda; remove a
                    """)
    void isPlannedForARunningDomain(String forest, String snapshot, String expected) {
        assertThat(Forests.told(delete(Forests.running(forest), snapshot))).isEqualTo(expected);
    }

    private static Planned delete(HostState state, String snapshots) {
        var names = Stream.of(snapshots.split(" ")).map(SnapshotName::new).toList();
        return new DeleteSnapshot(Forests.WEB, names, Scope.ONE, false).plan(state);
    }
}
