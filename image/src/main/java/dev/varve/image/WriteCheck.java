package dev.varve.image;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckResult;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.check.RefcountCheck;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.write.Qcow2Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Whether data can be moved into an image without damage: for whoever has to know before anything is done that can't
/// be taken back.
///
/// Whatever of an image isn't counted, or is counted too low, would be taken for free space, by this engine or by QEMU;
/// and what lies on a table would be written over with it. [Check] finds the same, but judges an image as qemu-img does: it lets tables lie on
/// one another that are counted for both.
public final class WriteCheck {
    private WriteCheck() {}

    /// {@return what is wrong, in a few words; empty where the image can be written to}
    ///
    /// Refcounts that are wrong are nothing where the image says so itself: they are rebuilt before a merge. An image that a program has open for
    /// writing can't be looked at, and nothing is said of it. All tables are read; nothing is written.
    ///
    /// @throws IOException when it can't be read
    public static Optional<String> flaw(Path image, ImageFormat format) throws IOException {
        return TableLook.flaw(image, format, WriteCheck::flaw);
    }

    private static Optional<String> flaw(ImageFile file) throws IOException {
        var header = HeaderReader.read(file);
        if (header.has(IncompatibleFeature.CORRUPT)) {
            return Optional.of("it is marked as corrupt");
        }
        var found = worst(RefcountCheck.of(file, header), header);
        if (found.isEmpty()) {
            Qcow2Writer.check(file, header);
        }
        return found.map(CheckFinding::message);
    }

    private static Optional<CheckFinding> worst(CheckResult result, Header header) {
        return header.has(IncompatibleFeature.DIRTY) ? result.damage() : result.worst();
    }
}
