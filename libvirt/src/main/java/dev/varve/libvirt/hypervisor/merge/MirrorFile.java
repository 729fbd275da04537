package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.image.Copy;
import dev.varve.image.CopyProgress;
import dev.varve.image.FileCopy;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.Overlay;
import dev.varve.image.OverlaySpec;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The file that an active layer is copied to. A mark beside it says that it is ours.
///
/// @param tag of the domain whose lock the operation holds
record MirrorFile(String tag, Progress progress) {
    private Path mark(Path copy) {
        return PartialFile.mark(copy, tag);
    }

    /// What has the name already is of an attempt that was cut, if the mark is there.
    void claim(Path copy) throws IOException {
        if (isOurs(copy)) {
            Files.deleteIfExists(copy);
        } else if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(copy.toString());
        } else {
            Files.createFile(mark(copy));
        }
        syncDirectory(copy);
    }

    void makeOverlay(MirrorStep.MirrorHead step, Layer.Backing backing) throws IOException {
        var format =
                backing.format()
                        .orElseThrow(() ->
                                new IOException(
                                        "the format of " + backing.path() + " is not stated"));
        var spec = OverlaySpec.of(step.copy(), backing.path(), format, tag);
        Files.deleteIfExists(spec.partial()); // Of an attempt that was cut.
        var size = Image.read(step.head(), step.format()).virtualSize();
        Overlay.create(spec.sized(size));
    }

    void copy(MirrorStep.MirrorHead step) throws IOException {
        claim(step.copy());
        var spec = OverlaySpec.of(step.copy(), step.head(), step.format(), tag);
        Files.deleteIfExists(spec.partial()); // Of an attempt that was cut.
        if (leavesLayersBehind(step)) {
            Copy.create(spec, told(Image.read(step.head(), step.format()).virtualSize()));
        } else {
            copyFile(step, spec.partial());
        }
    }

    /// The file alone would still need them.
    private static boolean leavesLayersBehind(MirrorStep.MirrorHead step) throws IOException {
        return step.backing().isEmpty()
                && step.format() == ImageFormat.QCOW2
                && Image.read(step.head(), step.format()).backing().isPresent();
    }

    private void copyFile(MirrorStep.MirrorHead step, Path partial) throws IOException {
        var backing =
                step.backing()
                        .flatMap(below ->
                                below.format()
                                        .map(format ->
                                                new FileCopy.NewBacking(below.path(), format)));
        FileCopy.create(
                step.head(),
                step.copy(),
                backing,
                partial,
                told(Image.allocatedBytes(step.head())));
    }

    private CopyProgress told(long bytes) {
        return percent -> progress.advanced((long) (bytes * percent / 100), bytes);
    }

    static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(/* metaData= */ true);
        }
        syncDirectory(file);
    }

    private static void syncDirectory(Path file) throws IOException {
        try (var channel = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
            channel.force(/* metaData= */ true);
        }
    }

    boolean isOurs(Path copy) {
        return Files.exists(mark(copy), LinkOption.NOFOLLOW_LINKS);
    }

    /// It is somebody's from now on: the domain's, or the user's.
    void release(Path copy) throws IOException {
        Files.deleteIfExists(mark(copy));
    }

    /// Removes what is ours.
    void remove(Path copy) throws IOException {
        Image.remove(copy);
        release(copy);
    }
}
