package dev.varve.libvirt.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.Backing;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.LibvirtEnums.VirDomainBlockJobAbortFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An active layer goes to another file under a QEMU that writes it, or after that has ended.
@Tag("qemu")
@ExtendWith(EmbeddedLibvirt.Shared.class)
class MirrorTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final long SLOW = SlowDomain.BYTES / 32;

    private final EmbeddedHost host;
    private final SlowDomain domain;
    private Path copy;

    MirrorTest(EmbeddedLibvirt libvirt) {
        host = libvirt.host();
        domain = SlowDomain.start(host.connection(), host.images());
        copy = host.images().resolve("slow.copy");
    }

    @AfterEach
    void close() {
        domain.close();
        host.close();
    }

    private MirrorStep.MirrorHead step() {
        return step(MirrorOptions.none(), MirrorEnd.PIVOTED);
    }

    private MirrorStep.MirrorHead step(MirrorOptions options, MirrorEnd end) {
        var backing = new Layer.Backing(domain.base(), Optional.of(ImageFormat.QCOW2));
        return new MirrorStep.MirrorHead(
                VDA, domain.top(), copy, ImageFormat.QCOW2, Optional.of(backing), options, end);
    }

    /// What lies on nothing.
    private MirrorStep.MirrorHead whole(MirrorOptions options, MirrorEnd end) {
        return new MirrorStep.MirrorHead(
                VDA, domain.top(), copy, ImageFormat.QCOW2, Optional.empty(), options, end);
    }

    private void perform(Step step, long bandwidth, Progress progress) {
        new LibvirtHypervisor(
                        host.connection(), new MergeOptions(bandwidth, Optional.empty(), false))
                .perform(domain.ref(), step, progress);
    }

    private void drop() {
        perform(new MirrorStep.DropMirror(VDA, domain.top(), copy), 0, Progress.none());
    }

    private HypervisorException fails(long bandwidth, Progress progress) {
        return fails(step(), bandwidth, progress);
    }

    private HypervisorException fails(Step step, long bandwidth, Progress progress) {
        return catchThrowableOfType(
                HypervisorException.class, () -> perform(step, bandwidth, progress));
    }

    /// Ends a copy in its middle, as Ctrl-C does.
    private void cancelInTheMiddle() {
        var failure =
                fails(
                        SLOW,
                        (done, total) -> {
                            if (done > 0 && done < total) {
                                Thread.currentThread().interrupt();
                            }
                        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(HypervisorException.Kind.CANCELLED);
        assertThat(domain.head()).isEqualTo(domain.top());
    }

    private Path defined() {
        var xml = domain.handle().xml(VirDomainXMLFlags.SECURE | VirDomainXMLFlags.INACTIVE);
        return DomainXml.parse(xml)
                .disk("vda")
                .flatMap(DomainDisk::sourcePath)
                .map(Path::of)
                .orElseThrow();
    }

    private void assertOnCopy(int value) throws IOException {
        assertThat(domain.head()).isEqualTo(copy);
        assertThat(defined()).isEqualTo(copy);
        SlowDomain.assertReads(copy, value);
        assertThat(Image.read(copy, ImageFormat.QCOW2).backing().map(Backing::name))
                .contains(domain.base().toString());
        assertThat(names()).containsExactly("slow.copy", "slow.qcow2", "slow.top");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(host.images())) {
            var names = new ArrayList<String>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names.stream().sorted().toList();
        }
    }

    @Test
    void theGuestGoesOnWithTheCopy() throws Exception {
        perform(step(), 0, Progress.none());
        assertOnCopy(SlowDomain.WRITTEN);
        SlowDomain.write(domain.handle(), SlowDomain.REWRITTEN);
        perform(step(), 0, Progress.none());
        assertOnCopy(SlowDomain.REWRITTEN);
        SlowDomain.assertReads(domain.top(), SlowDomain.WRITTEN);
    }

    @Test
    void aCopyThatWasCancelledLeavesNothingOrBeginsAgain() throws Exception {
        cancelInTheMiddle();
        drop();
        assertThat(names()).containsExactly("slow.qcow2", "slow.top");
        drop();

        cancelInTheMiddle();
        SlowDomain.write(domain.handle(), SlowDomain.REWRITTEN);
        perform(step(), 0, Progress.none());
        assertOnCopy(SlowDomain.REWRITTEN);
    }

    /// A Varve that was killed leaves its job: whoever comes next takes it up, or ends it.
    @Test
    void aJobThatStillRunsIsTakenUpOrEnded() throws Exception {
        leaveJob();
        drop();
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isEmpty();
        assertThat(names()).containsExactly("slow.qcow2", "slow.top");

        leaveJob();
        perform(step(), 0, Progress.none());
        assertOnCopy(SlowDomain.WRITTEN);
    }

    private void leaveJob() {
        Progress dies =
                new Progress() {
                    @Override
                    public void advanced(long done, long total) {
                        if (done > 0) {
                            throw new IllegalStateException("killed");
                        }
                    }
                };
        assertThat(
                        catchThrowableOfType(
                                IllegalStateException.class, () -> perform(step(), SLOW, dies)))
                .hasMessage("killed");
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isPresent();
    }

    @Test
    void ofAGuestThatHasEndedTheFileIsCopied() throws Exception {
        cancelInTheMiddle();
        domain.handle().destroy();
        perform(step(), 0, Progress.none());
        assertThat(defined()).isEqualTo(copy);
        SlowDomain.assertReads(copy, SlowDomain.WRITTEN);
        assertThat(names()).containsExactly("slow.copy", "slow.qcow2", "slow.top");
        perform(step(), 0, Progress.none());

        domain.handle().create(0);
        assertOnCopy(SlowDomain.WRITTEN);
    }

    @Test
    void ofAGuestThatHasEndedACopyThatLiesOnNothingHoldsAll() throws Exception {
        var whole = whole(MirrorOptions.none(), MirrorEnd.PIVOTED);
        domain.handle().destroy();
        perform(whole, 0, Progress.none());
        perform(whole, 0, Progress.none());
        assertThat(defined()).isEqualTo(copy);
        SlowDomain.assertReads(copy, SlowDomain.WRITTEN);
        assertThat(Image.read(copy, ImageFormat.QCOW2).backing()).isEmpty();
        assertThat(names()).containsExactly("slow.copy", "slow.qcow2", "slow.top");
    }

    @Test
    void somebodysFileStays() throws Exception {
        Files.writeString(copy, "somebody's");
        assertThat(fails(0, Progress.none())).hasMessageContaining(copy.toString());
        drop();
        assertThat(copy).hasContent("somebody's");
        assertThat(domain.head()).isEqualTo(domain.top());
        domain.handle().destroy();
        assertThat(fails(0, Progress.none())).hasMessageContaining(copy.toString());
        assertThat(copy).hasContent("somebody's");
    }

    @Test
    void whatTheDomainIsOnIsNotDropped() {
        perform(step(), 0, Progress.none());
        assertThat(catchThrowableOfType(HypervisorException.class, this::drop).kind())
                .isEqualTo(HypervisorException.Kind.BUSY);
        assertThat(copy).exists();
    }

    /// An overlay may be larger than what it lies on.
    @Test
    void aDiskThatWasResizedKeepsItsSize() throws Exception {
        domain.handle().destroy();
        var resize =
                new ProcessBuilder("qemu-img", "resize", "-q", domain.top().toString(), "160M");
        assertThat(resize.inheritIO().start().waitFor()).isZero();
        domain.handle().create(0);
        perform(step(), 0, Progress.none());
        assertThat(Image.read(copy, ImageFormat.QCOW2).virtualSize()).isEqualTo(160 << 20);
        assertOnCopy(SlowDomain.WRITTEN);
    }

    private void keep() {
        perform(new MirrorStep.KeepCopy(copy), 0, Progress.none());
    }

    @Test
    void aCopyThatIsCompletedStaysAsTheDiskWas() throws Exception {
        var step = step(MirrorOptions.none(), MirrorEnd.COPIED);
        perform(step, 0, Progress.none());
        SlowDomain.write(domain.handle(), SlowDomain.REWRITTEN);
        assertThat(domain.head()).isEqualTo(domain.top());
        SlowDomain.assertReads(copy, SlowDomain.WRITTEN);

        perform(step, 0, Progress.none());
        SlowDomain.assertReads(copy, SlowDomain.REWRITTEN);
        keep();
        assertThat(names()).containsExactly("slow.copy", "slow.qcow2", "slow.top");
        drop();
        assertThat(copy).exists();
        assertThat(fails(step, 0, Progress.none())).hasMessageContaining(copy.toString());
        domain.handle().destroy();
        assertThat(fails(step, 0, Progress.none())).hasMessageContaining("is not running");
    }

    @Test
    void aCopyInTheBackgroundGoesOnUntilSomebodyEndsIt() throws Exception {
        var slow = step(MirrorOptions.none(), MirrorEnd.STARTED);
        perform(slow, SLOW, Progress.none());
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isPresent();
        drop();
        assertThat(names()).containsExactly("slow.qcow2", "slow.top");

        perform(step(MirrorOptions.none(), MirrorEnd.READY), 0, Progress.none());
        keep();
        SlowDomain.write(domain.handle(), SlowDomain.REWRITTEN);
        domain.handle().disk("vda").blockJobAbort(VirDomainBlockJobAbortFlags.PIVOT);
        awaitNoJob();
        assertOnCopy(SlowDomain.REWRITTEN);
    }

    private void awaitNoJob() {
        while (domain.handle().disk("vda").blockJobInfo(0).isPresent()) {
            Thread.onSpinWait();
        }
    }

    /// What the user gave is never removed.
    @Test
    void whatIsThereIsWrittenOver() throws Exception {
        var create =
                new ProcessBuilder(
                        "qemu-img", "create", "-q", "-f", "qcow2", copy.toString(), "128M");
        assertThat(create.inheritIO().start().waitFor()).isZero();
        var options = new MirrorOptions(true, false, true, 65536, 1 << 20);
        var whole = whole(options, MirrorEnd.COPIED);
        perform(whole, 0, Progress.none());
        SlowDomain.assertReads(copy, SlowDomain.WRITTEN);
        drop();
        assertThat(names()).containsExactly("slow.copy", "slow.qcow2", "slow.top");
    }

    private void takeSnapshot() {
        domain.handle()
                .createSnapshot(
                        "<domainsnapshot><name>nightly</name></domainsnapshot>",
                        VirDomainSnapshotCreateFlags.DISK_ONLY)
                .close();
    }

    /// What is copied would be its empty overlay alone.
    @Test
    void aSnapshotThatSomebodyTookMeanwhileIsNotLost() {
        takeSnapshot();
        assertThat(domain.head()).isNotEqualTo(domain.top());
        assertThat(fails(0, Progress.none())).hasMessageContaining("is on another image by now");
        SlowDomain.assertReads(domain.head(), SlowDomain.WRITTEN);
        drop();
        assertThat(copy).doesNotExist();
    }

    /// As if killed right before the mark goes.
    @Test
    void aCopyThatASnapshotLiesOnIsNeitherDroppedNorMadeAgain() throws Exception {
        perform(step(), 0, Progress.none());
        Files.createFile(PartialFile.mark(copy, domain.ref().uuid().toString()));
        takeSnapshot();
        var before = Files.getAttribute(copy, "unix:ino");
        assertThat(catchThrowableOfType(HypervisorException.class, this::drop)).isNotNull();
        perform(step(), 0, Progress.none());
        assertThat(Files.getAttribute(copy, "unix:ino")).isEqualTo(before);
        SlowDomain.assertReads(domain.head(), SlowDomain.WRITTEN);
    }

    @Test
    void aJobIsEndedUnderAnotherNameOfItsDirectory() throws Exception {
        var real = Files.createDirectory(host.images().resolve("real"));
        var link = Files.createSymbolicLink(host.images().resolve("link"), real);
        copy = link.resolve("slow.copy");
        leaveJob();
        drop();
        assertThat(domain.handle().disk("vda").blockJobInfo(0)).isEmpty();
        assertThat(real).isEmptyDirectory();
    }
}
