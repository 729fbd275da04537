package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotDeleteFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtException.Kind;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over the snapshots `root <-- middle <-- leaf` of a domain that runs.
class LibvirtSnapshotTest {
    private final LibvirtConnection connection = LibvirtConnection.open("test:///default");
    private final LibvirtDomain domain = connection.domain("test");

    @BeforeEach
    void take() {
        for (var name : List.of("root", "middle", "leaf")) {
            domain.createSnapshot(named(name), 0).close();
        }
    }

    @AfterEach
    void close() {
        domain.close();
        connection.close();
    }

    @Test
    void isListedAsTheFlagsAsk() {
        assertThat(names(domain.snapshots(VirDomainSnapshotListFlags.TOPOLOGICAL)))
                .containsExactly("root", "middle", "leaf");
        assertThat(names(domain.snapshots(VirDomainSnapshotListFlags.ROOTS)))
                .containsExactly("root");
        assertThat(names(domain.snapshots(VirDomainSnapshotListFlags.LEAVES)))
                .containsExactly("leaf");
        assertThat(names(domain.snapshots(VirDomainSnapshotListFlags.EXTERNAL))).isEmpty();
    }

    @Test
    void hasAParentAndChildren() {
        try (var root = domain.snapshot("root");
                var middle = domain.snapshot("middle");
                var parent = middle.parent().orElseThrow()) {
            assertThat(parent.name()).isEqualTo("root");
            assertThat(root.parent()).isEmpty();
            assertThat(names(root.children(0))).containsExactly("middle");
            assertThat(names(root.children(VirDomainSnapshotListFlags.DESCENDANTS)))
                    .containsExactlyInAnyOrder("middle", "leaf");
        }
    }

    @Test
    void isCurrentOnceItIsTaken() {
        try (var current = domain.currentSnapshot().orElseThrow();
                var root = domain.snapshot("root")) {
            assertThat(current.name()).isEqualTo("leaf");
            assertThat(current.isCurrent()).isTrue();
            assertThat(root.isCurrent()).isFalse();
            assertThat(root.hasMetadata()).isTrue();
        }
    }

    @Test
    void isDescribedInXml() {
        try (var middle = domain.snapshot("middle")) {
            assertThat(middle.xml(0))
                    .startsWith("<domainsnapshot>\n  <name>middle</name>\n")
                    .contains("<parent>\n    <name>root</name>\n");
        }
    }

    @Test
    void isRevertedTo() {
        domain.destroy();
        try (var root = domain.snapshot("root")) {
            root.revert(0);

            assertThat(root.isCurrent()).isTrue();
            assertThat(domain.state().state()).isEqualTo(VirDomainState.RUNNING);
        }
    }

    @Test
    void isDeleted() {
        try (var middle = domain.snapshot("middle");
                var leaf = domain.snapshot("leaf")) {
            middle.delete(0);

            try (var parent = leaf.parent().orElseThrow()) {
                assertThat(parent.name()).isEqualTo("root");
            }
        }
    }

    @Test
    void isDeletedWithWhatDescendsFromIt() {
        try (var root = domain.snapshot("root")) {
            root.delete(VirDomainSnapshotDeleteFlags.CHILDREN);
        }

        assertThat(domain.snapshots(0)).isEmpty();
        assertThat(domain.currentSnapshot()).isEmpty();
    }

    @Test
    void isGoneOnceItIsDeleted() {
        try (var root = domain.snapshot("root");
                var again = domain.snapshot("root")) {
            again.delete(0);

            assertThat(root.name()).isEqualTo("root");
            assertThat(refusal(() -> root.xml(0)).kind()).isEqualTo(Kind.NO_SNAPSHOT);
            assertThat(refusal(root::parent).kind()).isEqualTo(Kind.NO_SNAPSHOT);
            assertThat(refusal(() -> root.delete(0)).kind()).isEqualTo(Kind.NO_SNAPSHOT);
        }
        assertThat(refusal(() -> domain.snapshot("root")))
                .hasMessage(
                        "Domain snapshot not found: no domain snapshot with matching name 'root'");
    }

    @Test
    void isRefusedForFlagsThatContradictEachOther() {
        var thrown =
                refusal(() ->
                        domain.createSnapshot(named("x"), VirDomainSnapshotCreateFlags.CURRENT));

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID);
        assertThat(thrown).hasMessageContaining("VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE");
    }

    @Test
    void isClosedForGood() {
        var root = domain.snapshot("root");
        root.close();
        root.close();

        assertThatThrownBy(root::name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the snapshot is closed");
    }

    private static String named(String name) {
        return "<domainsnapshot><name>%s</name></domainsnapshot>".formatted(name);
    }

    private static List<String> names(List<LibvirtSnapshot> snapshots) {
        return snapshots.stream()
                .map(snapshot -> {
                    try (snapshot) {
                        return snapshot.name();
                    }
                })
                .toList();
    }

    private static LibvirtException refusal(ThrowingCallable call) {
        return catchThrowableOfType(LibvirtException.class, call);
    }
}
