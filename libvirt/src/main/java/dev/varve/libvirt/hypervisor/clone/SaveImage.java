package dev.varve.libvirt.hypervisor.clone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.function.LongConsumer;

/// A file with a guest's memory, as libvirt writes it (qemu_saveimage.h): a header, the domain's XML, a cookie
/// of libvirt's, and what QEMU wrote.
///
/// libvirt resumes a guest under the name and the UUID alone that stand in the file, and has no call that
/// changes those.
public final class SaveImage {
    private static final byte[] MAGIC = "LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII);
    public static final int HEADER_BYTES = 92;
    private static final int VERSION = 16;
    private static final int DATA_LENGTH = 20;
    private static final int FORMAT = 28;
    private static final int COOKIE_OFFSET = 32;

    /// The newest version of the header, which is of files that hold places of their own.
    private static final int VERSION_MAX = 3;

    private static final int FORMAT_SPARSE = 6;
    private static final int DATA_MAX = 64 << 20;
    private static final long CHUNK = 16 << 20;

    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /// A guest's memory is nobody else's to read.
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private SaveImage() {}

    /// Writes a copy that is of another domain. Never replaces a file.
    ///
    /// @param xml the domain's, which looks the same to the guest
    /// @param progress is told how many bytes have been copied
    /// @throws IOException if the file is none of libvirt's, or is of a kind in which there is no room
    static void copy(Path from, Path to, String xml, LongConsumer progress) throws IOException {
        try (var source = FileChannel.open(from, StandardOpenOption.READ)) {
            var header = read(source, 0, HEADER_BYTES);
            check(from, header);
            int length = header.getInt(DATA_LENGTH);
            var data = data(header, bytes(read(source, HEADER_BYTES, length)), xml);
            boolean fits = data.length <= length;
            if (!fits && header.getInt(FORMAT) == FORMAT_SPARSE) {
                throw new IOException(
                        from + ": QEMU's part has a fixed place, and the domain's XML no room");
            }
            int room = fits ? length : data.length;
            header.putInt(DATA_LENGTH, room);
            try (var target = FileChannel.open(to, NEW, OWNER_ONLY)) {
                write(target, header.rewind());
                write(target, ByteBuffer.wrap(Arrays.copyOf(data, room)));
                copyRest(source, (long) HEADER_BYTES + length, target, progress);
                target.force(/* metaData= */ true);
            }
        }
    }

    /// {@return how many bytes at the begin of such a file are libvirt's, the domain's XML among them}
    ///
    /// @param begin its first [#HEADER_BYTES] bytes
    /// @param file for messages
    /// @throws IOException if the file is none of libvirt's
    public static int described(Path file, byte[] begin) throws IOException {
        if (begin.length < HEADER_BYTES) {
            throw new IOException(file + " is no file of saved memory that Varve knows");
        }
        var header = ByteBuffer.wrap(begin).order(ByteOrder.nativeOrder());
        check(file, header);
        return HEADER_BYTES + header.getInt(DATA_LENGTH);
    }

    /// {@return the domain's XML}
    ///
    /// @param described as many bytes from the begin of the file as [#described] said
    public static String xml(byte[] described) {
        int end = HEADER_BYTES;
        while (end < described.length && described[end] != 0) {
            end++;
        }
        return new String(described, HEADER_BYTES, end - HEADER_BYTES, StandardCharsets.UTF_8);
    }

    private static void check(Path file, ByteBuffer header) throws IOException {
        var magic = new byte[MAGIC.length];
        header.get(0, magic);
        int version = header.getInt(VERSION);
        int length = header.getInt(DATA_LENGTH);
        int cookie = header.getInt(COOKIE_OFFSET);
        if (!Arrays.equals(magic, MAGIC) || version < 1 || version > VERSION_MAX) {
            throw new IOException(file + " is no file of saved memory that Varve knows");
        }
        if (length < 1 || length > DATA_MAX || cookie < 0 || cookie > length) {
            throw new IOException(file + " is damaged: its header doesn't fit together");
        }
    }

    /// The XML ends with a zero, and so does the cookie behind it.
    private static byte[] data(ByteBuffer header, byte[] before, String xml) {
        int cookieOffset = header.getInt(COOKIE_OFFSET);
        var cookie =
                cookieOffset == 0
                        ? new byte[0]
                        : Arrays.copyOfRange(before, cookieOffset, before.length);
        var text = xml.getBytes(StandardCharsets.UTF_8);
        int end = cookie.length;
        while (end > 0 && cookie[end - 1] == 0) {
            end--;
        }
        int cookieLength = cookieOffset == 0 ? 0 : Math.min(end + 1, cookie.length);
        var data = Arrays.copyOf(text, text.length + 1 + cookieLength);
        System.arraycopy(cookie, 0, data, text.length + 1, cookieLength);
        if (cookieOffset != 0) {
            header.putInt(COOKIE_OFFSET, text.length + 1);
        }
        return data;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ByteBuffer read(FileChannel source, long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            if (source.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("a file of saved memory ends too early");
            }
        }
        return buffer.rewind();
    }

    private static void write(FileChannel target, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
    }

    private static void copyRest(
            FileChannel source, long from, FileChannel target, LongConsumer progress)
            throws IOException {
        long size = source.size();
        long at = from;
        while (at < size) {
            long copied = source.transferTo(at, Math.min(CHUNK, size - at), target);
            if (copied <= 0) {
                throw new IOException("a file of saved memory ends too early");
            }
            at += copied;
            progress.accept(at - from);
        }
    }
}
