package dev.varve.core.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.memory.StorageAway;
import dev.varve.testing.simulation.Cut;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way out, and journals that stop nobody else.
class AbandonTest {
    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);
    private DomainRef db = web;

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        db = host.domain("db", Host.VDA);
        for (int cluster = 0; cluster < 4; cluster++) {
            host.write(web, Host.VDA, cluster, 1);
        }
        host.must(web, host.create(web, "s1"));
        host.write(web, Host.VDA, 0, 2);
    }

    private Abandoned abandon() {
        return host.operations().abandon(web, OperationProgress.silent()).orElseThrow();
    }

    @Test
    void whatWasDoneAndHalfDoneIsSaidAndNothingIsTouched() {
        host.cutAfter(web, host.delete(web, "s1"), "copy cluster");
        var files = host.hypervisor.observe().files();
        var read = host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDA));
        var abandoned = (Abandoned.Operation) abandon();
        assertThat(abandoned.done())
                .singleElement()
                .isInstanceOf(SnapshotStep.ForgetSnapshot.class);
        assertThat(abandoned.half()).singleElement().isInstanceOf(MergeStep.Commit.class);
        assertThat(abandoned.left()).last().isInstanceOf(ImageStep.RemoveImage.class);
        assertThat(host.hypervisor.observe().files()).isEqualTo(files);
        assertThat(host.hypervisor.readThrough(Host.head(host.observed(web), Host.VDA)))
                .isEqualTo(read);
        assertThat(host.operations().unfinished()).isEmpty();
        host.must(web, host.create(web, "s2"));
    }

    @Test
    void anOperationWhoseImagesNeverComeBackCanBeGivenUp() {
        host.cutAfter(web, host.delete(web, "s1"), "copy cluster");
        host.hypervisor.takeAway(Path.of("/images"), StorageAway.GONE);
        assertThatThrownBy(() -> host.recover(web)).isInstanceOf(OperationException.class);
        assertThat(abandon()).isInstanceOf(Abandoned.Operation.class);
        assertThat(host.recover(web)).isEmpty();
    }

    @Test
    void aStepThatIsBeingTakenBackIsHalfDone() {
        host.cutAfter(web, host.revert(web, "s1", false), "define snapshot");
        host.inject(Cutter.at(2, Cutter.How.KEPT));
        assertThat(catchThrowableOfType(Cut.class, () -> host.recover(web))).isNotNull();
        host.inject(Faults.none());
        var abandoned = (Abandoned.Operation) abandon();
        assertThat(abandoned.half())
                .singleElement()
                .isInstanceOf(SnapshotStep.RecordSnapshot.class);
        assertThat(abandoned.done()).singleElement().isInstanceOf(ImageStep.CreateOverlay.class);
    }

    private void write(DomainRef domain, String... lines) {
        for (var line : lines) {
            host.storage.append(domain.uuid().toString(), line.getBytes(UTF_8));
        }
    }

    @Test
    void aDamagedJournalStopsItsOwnDomainOnly() {
        write(db, "rubbish", "rubbish", "{\"entry\":\"undo-started\"}");
        host.cutAfter(web, host.delete(web, "s1"), "copy cluster");
        assertThat(host.operations().unfinished()).hasSize(1);
        assertThat(host.operations().damaged())
                .singleElement()
                .extracting(DamagedJournal::id)
                .isEqualTo(db.uuid().toString());
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        host.must(web, host.create(web, "s2"));
        assertThatThrownBy(() -> host.run(db, host.create(db, "s1")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("varve recover db --abandon");
        assertThat(host.operations().abandon(db, OperationProgress.silent()))
                .get()
                .isInstanceOf(Abandoned.Untold.class);
        host.must(db, host.create(db, "s1"));
    }

    @Test
    void aJournalOfAnotherDomainIsNotFollowed() {
        host.cutAfter(web, host.delete(web, "s1"), "copy cluster");
        for (var line : host.storage.read(web.uuid().toString())) {
            host.storage.append(db.uuid().toString(), line);
        }
        assertThat(host.operations().damaged())
                .singleElement()
                .extracting(DamagedJournal::reason)
                .asString()
                .contains("of another domain");
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
    }

    /// Whoever was never asked for can't end what stops it.
    @Test
    void aDomainThatAForeignJournalNamesIsNotStoppedByIt() {
        host.cutAfter(web, host.delete(web, "s1"), "copy cluster");
        for (var line : host.storage.read(web.uuid().toString())) {
            host.storage.append(db.uuid().toString(), line);
        }
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        host.must(web, host.create(web, "s2"));
    }

    @Test
    void eachMemberOfAGroupCanGiveUpADamagedJournal() {
        for (var member : List.of(web, db)) {
            damageAGroupsJournal();
            assertThatThrownBy(() -> host.run(member, host.create(member, "s3")))
                    .isInstanceOf(JournalException.class);
            assertThat(host.operations().damaged())
                    .allMatch(damaged -> damaged.concerns(member.uuid()));
            assertThat(host.operations().abandon(member, OperationProgress.silent()))
                    .get()
                    .isInstanceOf(Abandoned.Untold.class);
            assertThat(host.operations().damaged()).isEmpty();
        }
        host.must(web, host.create(web, "s3"));
        host.must(db, host.create(db, "s3"));
    }

    private void damageAGroupsJournal() {
        var group = new Group("nightly", List.of(web, db));
        var intent = new Intent(Intent.Kind.REVERT, group, List.of(new SnapshotName("s1")));
        var steps = List.<Step>of(new Step.OnDomain(web, new DomainStep.StopDomain()));
        var plan = new Plan(intent, steps, 0, 0, List.of(), List.of(), List.of());
        new Journal(host.storage).begin(plan, host.tick(), List.of());
        write(intent.domain(), "rubbish", "{\"entry\":\"undo-started\"}");
    }

    @Test
    void aStepThatThePlanHasNotIsDamage() {
        host.cutAfter(web, host.delete(web, "s1"), "copy cluster");
        write(web, "{\"entry\":\"started\",\"step\":99}", "{\"entry\":\"undo-started\"}");
        assertThatThrownBy(() -> host.recover(web)).hasMessageContaining("no step 99");
    }

    @Test
    void whatBearsNoDomainsNameStopsNobody() {
        host.storage.append("notes", "a line".getBytes(UTF_8));
        host.storage.append("notes", "and another".getBytes(UTF_8));
        assertThat(host.operations().damaged()).isEmpty();
        host.must(web, host.create(web, "s2"));
    }
}
