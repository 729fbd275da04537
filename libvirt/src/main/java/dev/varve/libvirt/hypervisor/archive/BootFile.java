package dev.varve.libvirt.hypervisor.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.regex.Pattern;

/// What a domain boots directly. It stays on the host, and a guest reads all of it.
enum BootFile {
    /// A PE program, Linux on x86, Linux on arm64.
    KERNEL("kernel", "MZ|.{514}HdrS|.{56}ARM\\x64"),
    /// cpio, by itself or packed with gzip, xz, zstd, lz4, bzip2 or lzma.
    INITRD(
            "initrd",
            "07070|\\x1f\\x8b|\\xfd7zXZ|\\x28\\xb5\\x2f\\xfd|\\x02\\x21\\x4c\\x18|BZh|\\x5d\\x00\\x00"),
    DTB("dtb", "\\xd0\\x0d\\xfe\\xed");

    private static final int BEGIN = 0x210;

    /// The element's name.
    private final String element;

    /// What such files begin with, a character for each byte.
    private final Pattern magic;

    BootFile(String element, String magic) {
        this.element = element;
        this.magic = Pattern.compile(magic, Pattern.DOTALL);
    }

    String element() {
        return element;
    }

    /// {@return whether the guest learns nothing that isn't for everybody: the file is what it is said to be, and
    /// every user of the host may read it}
    boolean isHarmless(String path) {
        var file = Path.of(path);
        try {
            return file.isAbsolute()
                    && Files.isRegularFile(file)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                    && magic.matcher(begin(file)).lookingAt();
        } catch (IOException _) {
            return false;
        }
    }

    private static String begin(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var begin = ByteBuffer.allocate(BEGIN);
            while (begin.hasRemaining() && channel.read(begin) > 0) {}
            return new String(begin.array(), 0, begin.position(), StandardCharsets.ISO_8859_1);
        }
    }
}
