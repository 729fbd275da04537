package dev.varve.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.NewPlace;
import dev.varve.core.plan.step.SnapshotStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// How every hypervisor defines a copy of a domain beside it. An adapter's test extends this class and says how its
/// host is made.
public abstract class ImportContract extends ContractHost {
    /// For those who owe it.
    protected ImportContract() {}

    private static DomainRef named(String name) {
        return new DomainRef(new UUID(0x6f1c_2d3e_4f50_4172L, 0x8394_a5b6_c7d8_e9faL), name);
    }

    private ArchiveStep.DefineImport copy(String name, List<NewPlace> places) {
        var original = domain();
        return new ArchiveStep.DefineImport(
                named(name),
                original.definition(),
                original.snapshots().stream()
                        .map(taken -> new ArchivedSnapshot(taken.name(), taken.document()))
                        .toList(),
                original.current(),
                places,
                Optional.empty(),
                Optional.of(web.name()));
    }

    private Optional<Domain> made(String name) {
        return fixture().hypervisor().observe().domain(named(name));
    }

    private static List<Path> heads(Domain domain) {
        return domain.disks().stream().map(disk -> disk.source().image().orElseThrow()).toList();
    }

    @Test
    void aCopyHasItsOwnNameAndAllSnapshots() {
        take(S1);
        take(S2);
        var before = domain();
        var name = web.name() + "-2";
        var step = copy(name, List.of(new NewPlace(head(VDA), overlay(VDB, "elsewhere"))));
        perform(step);

        var copy = made(name).orElseThrow();
        assertThat(copy.ref()).isEqualTo(named(name));
        assertThat(copy.snapshots()).extracting(Snapshot::name).containsExactly(S1, S2);
        assertThat(copy.current()).contains(S2);
        assertThat(copy.snapshot(S2).flatMap(Snapshot::parent)).contains(S1);
        assertThat(heads(copy)).containsExactly(overlay(VDB, "elsewhere"), head(VDB));
        assertThat(domain()).isEqualTo(before);
        undo(step);
        assertThat(made(name)).isEmpty();
        assertThat(domain()).isEqualTo(before);
    }

    @Test
    void aCopyIsInNoGroup() {
        take(S1);
        var held = Annotations.none().withHold(Optional.of("for ever"));
        var grouped = held.withGroup(Optional.of(new Group("all", List.of(web))));
        perform(new SnapshotStep.Annotate(S1, grouped, Annotations.none()));
        perform(copy(web.name() + "-2", List.of()));
        assertThat(made(web.name() + "-2").flatMap(copy -> copy.snapshot(S1)))
                .map(Snapshot::annotations)
                .contains(held);
    }

    @Test
    void aNameThatIsTakenIsNotHadTwice() {
        take(S1);
        var before = domain();
        fails(copy(web.name(), List.of()));
        assertThat(made(web.name())).isEmpty();
        assertThat(domain()).isEqualTo(before);
    }
}
