package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Changes what an overlay's header says of its backing image, and nothing else.
///
/// The overlay's contents stay the same only if the new backing image reads the same as the old one,
/// which is for the caller to know: after a commit, say, or a rename. Neither of the two is opened.
public final class ChangeBacking {
    private final QemuImg qemuImg;

    ChangeBacking(QemuImg qemuImg) {
        this.qemuImg = qemuImg;
    }

    /// Writes `backingName`, as it is, and `backingFormat` into the header of the qcow2 `image`. When
    /// this returns, the header is on stable storage.
    ///
    /// @throws UnsupportedImageException when the name has a protocol
    /// @throws ImageInUseException when a domain or another program has `image` open
    public static void to(Path image, String backingName, ImageFormat backingFormat)
            throws IOException {
        new ChangeBacking(new QemuImg()).change(image, backingName, backingFormat);
    }

    /// Writes into the header of the qcow2 `image` that it has no backing image: what it does not
    /// hold itself then reads as zeros.
    ///
    /// @throws ImageInUseException when a domain or another program has `image` open
    public static void toNothing(Path image) throws IOException {
        new ChangeBacking(new QemuImg()).write(image, List.of("-b", ""));
    }

    void change(Path image, String backingName, ImageFormat backingFormat) throws IOException {
        if (backingName.isEmpty() || Backing.hasProtocol(backingName)) {
            throw new UnsupportedImageException(image, "a file as backing image", backingName);
        }
        write(image, List.of("-b", backingName, "-F", backingFormat.formatName()));
    }

    private void write(Path image, List<String> backing) throws IOException {
        var info = Image.read(image, ImageFormat.QCOW2);
        if (info.dataFile().isPresent()) {
            throw new UnsupportedImageException(
                    image, "no external data file", info.dataFile().get());
        }
        var line = new ArrayList<>(List.of("-u", "-f", "qcow2"));
        line.addAll(backing);
        line.add(QemuImg.argument(image));
        qemuImg.run("rebase", image, line, Progress.ignored());
        Durable.sync(image);
        Durable.syncDirectoryOf(image);
    }
}
