package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.Faults;
import dev.varve.testing.simulation.Cutter;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationTest {
    private static final Path BASE = Host.image("web-vda.qcow2");
    private static final Path OVERLAY = Host.image("web-vda.s1");
    private static final Step CREATE =
            new ImageStep.CreateOverlay(Host.VDA, OVERLAY, BASE, ImageFormat.QCOW2, Host.SIZE);
    private static final Step FORGET =
            new SnapshotStep.ForgetSnapshot(new SnapshotName("s0"), "", List.of(), false);

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = host.domain("web", Host.VDA);

    @BeforeEach
    void build() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
    }

    @AfterEach
    void isNotInterruptedAnyMore() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private Plan plan(Step... steps) {
        return new Plan(
                new Intent(Intent.Kind.DELETE, web, new SnapshotName("s1")),
                List.of(steps),
                0,
                0,
                List.of(),
                List.of(),
                List.of());
    }

    private void run(Step... steps) {
        host.operations().run(plan(steps), OperationProgress.silent());
    }

    private OperationException fails(Step... steps) {
        return catchThrowableOfType(OperationException.class, () -> run(steps));
    }

    /// Lets the change of that name fail.
    private void breakDown(String change) {
        host.inject(
                new Faults() {
                    @Override
                    public void before(String made) {
                        if (made.startsWith(change)) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "no " + made);
                        }
                    }
                });
    }

    /// A file that is used by a thread that is interrupted is closed, and the use fails.
    @Test
    void takesBackWhatACancelInTheMiddleOfAStepLeft() {
        host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        if (change.startsWith("copy " + OVERLAY)) {
                            Thread.currentThread().interrupt();
                            throw new HypervisorException(
                                    HypervisorException.Kind.CANCELLED, "cancelled");
                        }
                        if (Thread.currentThread().isInterrupted()) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "no " + change);
                        }
                    }
                });
        var copied = Host.image("copy.qcow2");
        var copy =
                new ImageStep.CopyImage(
                        Host.VDA, BASE, ImageFormat.QCOW2, Optional.empty(), copied);
        var again =
                new ImageStep.CopyImage(
                        Host.VDA,
                        OVERLAY,
                        ImageFormat.QCOW2,
                        Optional.empty(),
                        Host.image("again.qcow2"));
        assertThatThrownBy(() -> run(CREATE, copy, again))
                .isInstanceOfSatisfying(
                        HypervisorException.class,
                        e -> assertThat(e.kind()).isEqualTo(HypervisorException.Kind.CANCELLED));
        assertThat(host.storage.ids()).isEmpty();
        assertThat(host.hypervisor.observe().layer(copied)).isEmpty();
    }

    @Test
    void writesDownEachStepBeforeAndAfter() {
        var events = new ArrayList<String>();
        host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        events.add(change);
                    }
                });
        run(CREATE, new DomainStep.StartDomain(false, false));
        assertThat(events)
                .containsExactly(
                        "journal: append",
                        "journal: append",
                        "create " + OVERLAY,
                        "journal: append",
                        "journal: append",
                        "start web",
                        "journal: append",
                        "journal: remove");
    }

    @Test
    void tellsItsProgress() {
        var told = new ArrayList<String>();
        var progress =
                new OperationProgress() {
                    @Override
                    public void performing(Step step, int number, int count) {
                        told.add(number + "/" + count + " " + step.describe());
                    }

                    @Override
                    public void undoing(Step undo) {
                        told.add("undo: " + undo.describe());
                    }
                };
        breakDown("reserve");
        assertThatThrownBy(() ->
                        host.operations()
                                .run(
                                        plan(
                                                CREATE,
                                                new MemoryStep.ReserveMemory(BASE.resolve("m"))),
                                        progress))
                .hasMessage("no reserve " + BASE.resolve("m"));
        assertThat(told)
                .containsExactly(
                        "1/2 create overlay " + OVERLAY + " on " + BASE,
                        "2/2 reserve " + BASE.resolve("m") + " for the guest's memory",
                        "undo: remove the memory file " + BASE.resolve("m"),
                        "undo: remove the empty overlay " + OVERLAY);
    }

    @Test
    void aFailureBeforeThePointOfNoReturnIsUndone() {
        breakDown("reserve");
        assertThatThrownBy(() -> run(CREATE, new MemoryStep.ReserveMemory(Host.image("m"))))
                .isInstanceOf(HypervisorException.class)
                .hasMessage("no reserve /images/m");
        assertThat(host.hypervisor.observe().files()).doesNotContain(OVERLAY);
        assertThat(host.storage.ids()).isEmpty();
    }

    @Test
    void aFailurePastThePointOfNoReturnIsLeftToRecovery() {
        host.hypervisor.start(web);
        breakDown("create");
        var failure = fails(new DomainStep.StopDomain(), CREATE);
        assertThat(failure.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
        assertThat(failure)
                .hasMessage(
                        "cannot delete snapshot s1 of web: no create /images/web-vda.s1;"
                                + " run \"varve recover web\" to end it")
                .hasCauseInstanceOf(HypervisorException.class);
        assertThat(host.operations().unfinished())
                .singleElement()
                .satisfies(left -> {
                    assertThat(left.intent()).isEqualTo(plan().intent());
                    assertThat(left.failure()).contains("no create /images/web-vda.s1");
                });
    }

    @Test
    void aFailureOfAnUndoIsLeftToRecovery() {
        host.inject(
                new Faults() {
                    @Override
                    public void before(String change) {
                        if (change.startsWith("reserve") || change.startsWith("drop")) {
                            throw new HypervisorException(
                                    HypervisorException.Kind.FAILED, "no " + change);
                        }
                    }
                });
        var failure = fails(CREATE, new MemoryStep.ReserveMemory(Host.image("m")));
        assertThat(failure.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
        host.inject(Faults.none());
        assertThat(host.recover(web)).contains(new Recovered.Undone(plan().intent()));
        assertThat(host.hypervisor.observe().files()).doesNotContain(OVERLAY);
    }

    @Test
    void aStartThatFailsLastDoesNotLeaveTheOperationUnfinished() {
        breakDown("start");
        var failure = fails(CREATE, new DomainStep.StartDomain(false, false));
        assertThat(failure.kind()).isEqualTo(OperationException.Kind.NOT_STARTED);
        assertThat(failure).hasMessage("reverted, but cannot start domain web: no start web");
        assertThat(host.storage.ids()).isEmpty();
        assertThat(host.hypervisor.observe().files()).contains(OVERLAY);
    }

    @Test
    void aStartThatFailsBeforeOtherStepsLeavesItUnfinished() {
        breakDown("start");
        assertThat(fails(new DomainStep.StartDomain(false, false), CREATE).kind())
                .isEqualTo(OperationException.Kind.UNFINISHED);
    }

    @Test
    void aSnapshotThatWasTakenIsNotUndone() {
        breakDown("write snapshot");
        var failure =
                catchThrowableOfType(
                        OperationException.class, () -> host.run(web, host.create(web, "s1")));
        assertThat(failure.kind()).isEqualTo(OperationException.Kind.UNFINISHED);
        host.inject(Faults.none());
        assertThat(host.recover(web)).get().isInstanceOf(Recovered.Completed.class);
        assertThat(host.observed(web).snapshot(new SnapshotName("s1"))).isPresent();
    }

    @Test
    void anImageThatSomebodyReachesIsNotRemoved() {
        var clone = Host.image("clone");
        host.hypervisor.addOverlay(OVERLAY, BASE);
        host.hypervisor.addOverlay(clone, OVERLAY);
        var notes = new ArrayList<String>();
        host.operations()
                .run(
                        plan(new ImageStep.RemoveImage(OVERLAY)),
                        new OperationProgress() {
                            @Override
                            public void note(String text) {
                                notes.add(text);
                            }
                        });
        assertThat(notes)
                .containsExactly(
                        "did not remove /images/web-vda.s1: it is needed by overlay /images/clone");
        assertThat(host.hypervisor.observe().files()).contains(OVERLAY);
        assertThat(host.storage.ids()).as("the operation has ended").isEmpty();
    }

    @Test
    void aGuestThatIsStartedMeanwhileIsNotRevertedUnderItsFeet() {
        host.must(web, host.create(web, "s1"));
        var before = host.observed(web);
        var starting =
                new OperationProgress() {
                    @Override
                    public void performing(Step step, int number, int count) {
                        if (number == 1) {
                            host.hypervisor.start(web);
                        }
                    }
                };
        var revert = host.revert(web, "s1", false);
        assertThatThrownBy(() -> host.operations().run(web, revert, starting))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("was started meanwhile");
        host.hypervisor.stop(web);
        assertThat(host.observed(web)).isEqualTo(before);
        assertThat(host.storage.ids()).isEmpty();
    }

    @Test
    void anInterruptBetweenStepsIsAFailureAndUndone() {
        var progress =
                new OperationProgress() {
                    @Override
                    public void performing(Step step, int number, int count) {
                        if (number == 2) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        var plan = plan(CREATE, new MemoryStep.ReserveMemory(Host.image("m")));
        assertCancelled(() -> host.operations().run(plan, progress));
        assertThat(host.storage.ids()).isEmpty();
    }

    @Test
    void aThreadThatIsInterruptedBeginsNothing() {
        Thread.currentThread().interrupt();
        assertCancelled(() -> run(CREATE));
    }

    private void assertCancelled(ThrowingCallable work) {
        assertThat(catchThrowableOfType(HypervisorException.class, work).kind())
                .isEqualTo(HypervisorException.Kind.CANCELLED);
        assertThat(host.hypervisor.observe().files()).containsExactly(BASE);
    }

    @Test
    void twoAtOnceAreRefused() {
        var inner = new ArrayList<OperationException>();
        host.operations()
                .run(
                        web,
                        _ -> {
                            inner.add(fails(CREATE));
                            return plan(CREATE);
                        },
                        OperationProgress.silent());
        assertThat(inner)
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.kind()).isEqualTo(OperationException.Kind.BUSY);
                    assertThat(refused)
                            .hasMessageContaining("process " + ProcessHandle.current().pid());
                });
    }

    @Test
    void anUnfinishedOperationIsEndedFirst() {
        host.hypervisor.start(web);
        breakDown("create");
        fails(new DomainStep.StopDomain(), CREATE);
        host.inject(Faults.none());
        var refused = fails(FORGET);
        assertThat(refused.kind()).isEqualTo(OperationException.Kind.PENDING);
        assertThat(refused.intent()).contains(plan().intent());
        assertThat(refused).hasMessageEndingWith("is unfinished; run \"varve recover web\"");
        assertThat(host.recover(web)).contains(new Recovered.Completed(plan().intent()));
        run(FORGET);
    }

    @Test
    void aRefusalTouchesNothing() {
        var refusal = new SnapshotRefusal.NoSuchSnapshot(new SnapshotName("s1"));
        host.inject(Cutter.at(1, Cutter.How.LOST));
        assertThat(host.run(web, _ -> refusal)).isEqualTo(refusal);
    }

    @Test
    void aJournalThatCannotBeWrittenKeepsEverythingUntouched() {
        JournalStorage full = new FileJournalStorage(Path.of("/proc/nothing/can/be/written/here"));
        var operations =
                new Operations(
                        host.hypervisor,
                        full,
                        new DomainLocks(directory),
                        InstantSource.fixed(host.tick()));
        host.hypervisor.start(web);
        assertThatThrownBy(() ->
                        operations.run(
                                plan(new DomainStep.StopDomain()), OperationProgress.silent()))
                .isInstanceOf(JournalException.class);
        assertThat(host.observed(web).state()).isEqualTo(RunState.RUNNING);
    }

    /// A clone, or a program that has it open, that wasn't there when the plan was made.
    @Test
    void neitherWritesNorRemovesWhatSomebodyHasComeToNeed() {
        run(CREATE);
        host.hypervisor.write(OVERLAY, 1, 7);
        host.hypervisor.addDependant(BASE, "qemu-nbd");

        assertThatThrownBy(() -> run(new MergeStep.Commit(Host.VDA, OVERLAY, BASE)))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(BASE + " is needed by qemu-nbd");
        assertThat(host.hypervisor.readThrough(BASE)).isEmpty();

        host.hypervisor.addDependant(OVERLAY, "qemu-nbd");
        run(new ImageStep.RemoveImage(OVERLAY));
        assertThat(host.hypervisor.observe().layer(OVERLAY)).isPresent();
    }
}
