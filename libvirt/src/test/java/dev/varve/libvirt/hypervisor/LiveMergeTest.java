package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobInfoFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockPullFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.hypervisor.merge.MergeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A commit of a running QEMU's active layer that takes a while, because it may not copy faster.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class LiveMergeTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final long SLOW = SlowDomain.BYTES / 32;

    private static final Duration SHORT_WINDOW = Duration.ofSeconds(2);

    private final EmbeddedHost host;
    private final SlowDomain domain;
    private final List<String> told = new ArrayList<>();

    LiveMergeTest(EmbeddedLibvirt libvirt) {
        host = libvirt.host();
        domain = SlowDomain.start(host.connection(), host.images());
    }

    @AfterEach
    void close() {
        domain.close();
        host.close();
    }

    private MergeStep.Commit commit() {
        return new MergeStep.Commit(VDA, domain.top(), domain.base());
    }

    private void perform(MergeOptions options, Progress progress) {
        new LibvirtHypervisor(host.connection(), new MergeLimits(options, SHORT_WINDOW))
                .perform(domain.ref(), commit(), progress);
    }

    private HypervisorException fails(MergeOptions options, Progress progress) {
        return catchThrowableOfType(HypervisorException.class, () -> perform(options, progress));
    }

    private static MergeOptions slow() {
        return new MergeOptions(SLOW, Optional.empty(), false);
    }

    private static boolean inTheMiddle(long done, long total) {
        return done > 0 && done < total;
    }

    /// A condition of JUnit's would come after the domain's start, and leave it there.
    private static void onlyNightly() {
        assumeTrue(Boolean.getBoolean("varve.nightly"), "takes long");
    }

    private void assertUntouched() {
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isEmpty();
        assertThat(domain.head()).isEqualTo(domain.top());
        assertThat(domain.state()).isEqualTo(VirDomainState.RUNNING);
    }

    private void assertDone() {
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isEmpty();
        assertThat(domain.head()).isEqualTo(domain.base());
        assertThat(domain.handle().isActive()).isTrue();
    }

    @Test
    void copiesNoFasterThanItMayAndCanBeCancelled() {
        var limit = new ArrayList<Long>();
        Progress progress =
                (done, total) -> {
                    if (inTheMiddle(done, total)) {
                        domain.handle()
                                .disk("vda")
                                .blockJobInfo(VirDomainBlockJobInfoFlags.BANDWIDTH_BYTES)
                                .ifPresent(info -> limit.add(info.bandwidth()));
                        Thread.currentThread().interrupt();
                    }
                };
        var failure = fails(slow(), progress);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(HypervisorException.Kind.CANCELLED);
        assertThat(limit).isNotEmpty().allMatch(bytes -> bytes == SLOW);
        assertUntouched();
        SlowDomain.assertReads(domain.top(), SlowDomain.WRITTEN);

        perform(MergeOptions.none(), Progress.none());
        assertDone();
        SlowDomain.assertReads(domain.base(), SlowDomain.WRITTEN);
    }

    @Test
    void endsBeforeItsPivotWhenTheTimeIsOver() {
        onlyNightly();
        var options = new MergeOptions(SLOW, Optional.of(Duration.ofSeconds(1)), true);
        var failure = fails(options, Progress.none());
        assertThat(failure)
                .hasMessage(
                        "the block job on disk vda was cancelled: the time is over that was given for"
                                + " it (1 s)");
        assertUntouched();
        perform(MergeOptions.none(), Progress.none());
        assertDone();
    }

    @Test
    void saysThatItDoesNotConverge() {
        onlyNightly();
        perform(slow(), new Writer(1));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst())
                .matches(
                        "the commit on disk vda does not converge: the guest rewrites"
                                + " [0-9.]+ MiB/s while [0-9.]+ MiB/s are copied; .*");
        assertDone();
        SlowDomain.assertReads(domain.base(), SlowDomain.REWRITTEN);
    }

    @Test
    void pausesTheGuestToFinish() {
        perform(new MergeOptions(SLOW, Optional.empty(), true), new Writer(Integer.MAX_VALUE));
        assertThat(told).hasSize(3);
        assertThat(told.getFirst()).isEqualTo("pausing");
        assertThat(told.get(1)).endsWith("; it is paused until the rest is there");
        assertThat(told.getLast()).isEqualTo("resumed");
        assertDone();
        assertThat(domain.state()).isEqualTo(VirDomainState.RUNNING);
        SlowDomain.assertReads(domain.base(), SlowDomain.REWRITTEN);
    }

    @Test
    void resumesTheGuestWhereTheMergeIsCancelledWhileItIsPaused() {
        onlyNightly();
        var progress =
                new Writer(Integer.MAX_VALUE) {
                    @Override
                    public void note(String text) {
                        super.note(text);
                        Thread.currentThread().interrupt();
                    }
                };
        var failure = fails(new MergeOptions(SLOW, Optional.empty(), true), progress);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(HypervisorException.Kind.CANCELLED);
        assertThat(told.getLast()).isEqualTo("resumed");
        assertUntouched();
    }

    @Test
    void leavesAGuestPausedThatSomebodyElseHasPaused() {
        onlyNightly();
        domain.handle().suspend();
        perform(
                new MergeOptions(SLOW, Optional.empty(), true),
                new Writer(1) {
                    @Override
                    boolean writes() {
                        return true; // As nothing but a monitor command can, while no CPU runs.
                    }
                });
        assertThat(told).hasSize(1);
        assertDone();
        assertThat(domain.state()).isEqualTo(VirDomainState.PAUSED);
    }

    @Test
    void leavesAJobAloneThatIsNotItsOwn() {
        domain.handle().disk("vda").blockPull(SLOW, VirDomainBlockPullFlags.BANDWIDTH_BYTES);
        var failure = fails(MergeOptions.none(), Progress.none());
        assertThat(failure.kind()).isEqualTo(HypervisorException.Kind.BUSY);
        assertThat(failure)
                .hasMessageContaining("a block job that is not Varve's runs on disk vda");
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isPresent();
        domain.handle().disk("vda").blockJobAbort(0);
    }

    @Test
    void mergesFilesNoFasterThanItMay() {
        onlyNightly();
        domain.handle().destroy();
        SlowDomain.fill(domain.top(), 0, 40 << 20); // More than is copied before anybody is asked.
        var options = new MergeOptions(1 << 20, Optional.of(Duration.ofMillis(1)), false);
        var failure = fails(options, Progress.none());
        assertThat(failure.kind()).isEqualTo(HypervisorException.Kind.CANCELLED);
        SlowDomain.assertReads(domain.top(), SlowDomain.WRITTEN);
        perform(MergeOptions.none(), Progress.none());
        SlowDomain.assertReads(domain.base(), SlowDomain.WRITTEN);
    }

    /// A guest that rewrites everything whenever progress is told, while it runs, until it has been
    /// told so many times that the commit doesn't converge.
    private class Writer implements Progress {
        private final int notes;
        private int noted;

        Writer(int notes) {
            this.notes = notes;
        }

        boolean writes() {
            return domain.state() == VirDomainState.RUNNING;
        }

        @Override
        public void advanced(long done, long total) {
            if (noted < notes && writes()) {
                SlowDomain.write(domain.handle(), SlowDomain.REWRITTEN);
            }
        }

        @Override
        public void note(String text) {
            noted++;
            told.add(text);
        }

        @Override
        public void pausing() {
            told.add("pausing");
        }

        @Override
        public void resumed() {
            told.add("resumed");
        }
    }
}
