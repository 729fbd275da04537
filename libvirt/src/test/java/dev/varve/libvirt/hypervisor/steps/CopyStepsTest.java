package dev.varve.libvirt.hypervisor.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies are made and taken back, and what somebody else has put under their names stays.
class CopyStepsTest {
    private static final DiskTarget VDA = new DiskTarget("vda");

    @TempDir Path directory;
    private final ImageSteps steps = new ImageSteps("test");
    private Path base = Path.of("");
    private Path top = Path.of("");
    private Path copy = Path.of("");

    @BeforeEach
    void build() throws Exception {
        base = directory.resolve("base");
        top = directory.resolve("top");
        copy = directory.resolve("copy");
        run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "8M");
        write(base, 1);
        run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base + "", top + "");
        run("qemu-io", "-f", "qcow2", "-c", "write -q -P 2 1M 64k", top.toString());
    }

    private static void write(Path image, int pattern) throws Exception {
        run("qemu-io", "-f", "qcow2", "-c", "write -q -P " + pattern + " 0 2M", image.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
    }

    private ImageStep.CopyImage image() {
        return new ImageStep.CopyImage(VDA, top, ImageFormat.QCOW2, Optional.empty(), copy);
    }

    private ImageStep.CopyLayer layer() {
        return new ImageStep.CopyLayer(VDA, base, copy, Optional.empty());
    }

    private void dropImage() {
        steps.drop(new ImageStep.DropImageCopy(top, ImageFormat.QCOW2, Optional.empty(), copy));
    }

    private void dropLayer() {
        steps.drop(new ImageStep.DropLayerCopy(base, copy));
    }

    @Test
    void aCopyIsMadeOnceAndTakenBack() throws Exception {
        steps.copy(image(), Progress.none());
        steps.copy(image(), Progress.none());
        run("qemu-img", "compare", "-q", top.toString(), copy.toString());
        dropImage();
        dropImage();
        assertThat(copy).doesNotExist();

        steps.copy(layer(), Progress.none());
        steps.copy(layer(), Progress.none());
        assertThat(copy).hasSameBinaryContentAs(base);
        dropLayer();
        assertThat(copy).doesNotExist();
    }

    @Test
    void somebodyElsesImageIsNoCopy() throws Exception {
        run("qemu-img", "create", "-q", "-f", "qcow2", copy.toString(), "8M");
        write(copy, 3);
        var held = Files.readAllBytes(copy);
        assertThatThrownBy(() -> steps.copy(image(), Progress.none()))
                .isInstanceOf(HypervisorException.class);
        assertThatThrownBy(() -> steps.copy(layer(), Progress.none()))
                .isInstanceOf(HypervisorException.class);
        dropImage();
        dropLayer();
        assertThat(copy).hasBinaryContent(held);
    }

    @Test
    void whatAGuestWroteToACopyStays() throws Exception {
        steps.copy(image(), Progress.none());
        write(copy, 4);
        dropImage();
        assertThat(copy).exists();
    }

    /// A guest, or virt-customize, that comes and goes while the file is copied: whoever has the image open for
    /// writing keeps it from being copied, and nobody gets it so meanwhile.
    @Test
    void nobodyWritesTheImageWhileItIsCopied() throws Exception {
        var tried = new AtomicBoolean();
        Progress writes =
                (_, _) -> {
                    if (!tried.getAndSet(true)) {
                        assertThat(writeFails(base)).isTrue();
                    }
                };
        steps.copy(layer(), writes);
        assertThat(tried).isTrue();
        assertThat(writeFails(base)).isFalse();
    }

    private static boolean writeFails(Path image) {
        try {
            var write =
                    new ProcessBuilder(
                                    "qemu-io",
                                    "-f",
                                    "qcow2",
                                    "-c",
                                    "write -q -P 9 0 64k",
                                    image.toString())
                            .redirectErrorStream(true)
                            .start();
            write.getInputStream().readAllBytes();
            return write.waitFor() != 0;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Nothing says that what a guest writes is not in the first 64 KiB of its raw disk.
    @Test
    void whatAGuestWroteToTheBeginningOfARawCopyStays() throws Exception {
        var raw = directory.resolve("raw");
        run("qemu-img", "create", "-q", "-f", "raw", raw.toString(), "8M");
        var step = new ImageStep.CopyLayer(VDA, raw, copy, Optional.empty());
        steps.copy(step, Progress.none());
        run("qemu-io", "-f", "raw", "-c", "write -q -P 9 0 32k", copy.toString());
        steps.drop(new ImageStep.DropLayerCopy(raw, copy));
        assertThat(copy).exists();
    }

    /// Killed between the copy's name and the end of its partial one: both are one file.
    @Test
    void aPartialNameDoesNotOutliveTheCopy() throws Exception {
        steps.copy(layer(), Progress.none());
        var partial = PartialFile.of(copy, "test");
        Files.createLink(partial, copy);
        steps.copy(layer(), Progress.none());
        assertThat(partial).doesNotExist();
    }

    /// As a guest does that was started between the copy's last byte and the journal's note of it.
    @Test
    void aStepThatWasDoneIsDoneAlsoAfterAGuestWrote() throws Exception {
        steps.copy(layer(), Progress.none());
        write(copy, 4);
        steps.copy(layer(), Progress.none());
    }
}
