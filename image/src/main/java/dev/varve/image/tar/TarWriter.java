package dev.varve.image.tar;

import dev.varve.image.io.ImageFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Writes a tar archive in the PAX format, from its begin to its end: also into a pipe.
public final class TarWriter implements Closeable {
    private static final int PIECE = 1 << 20;
    private static final int MODE = TarArchiveEntry.DEFAULT_FILE_MODE & 0600;

    private final TarArchiveOutputStream tar;
    private final Instant time;

    /// @param time that all members get, to the second
    public TarWriter(OutputStream out, Instant time) {
        // The library writes block by block.
        var buffered = new BufferedOutputStream(out, PIECE);
        this.tar = new TarArchiveOutputStream(buffered, StandardCharsets.UTF_8.name());
        this.time = time;
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_ERROR);
    }

    /// Adds a file, without its holes.
    ///
    /// @param added is told of the bytes as they are added
    /// @return the SHA-256 of what the archive holds of it, in hexadecimal digits
    public String add(String name, ImageFile file, LongConsumer added) throws IOException {
        var map = SparseMap.of(file);
        begin(name, map, map.data());
        var digest = map.digest();
        var read = ByteBuffer.allocateDirect(PIECE);
        var piece = new byte[PIECE];
        for (var range : map.ranges()) {
            for (long at = range.at(); at < range.end(); at += PIECE) {
                int length = (int) Math.min(PIECE, range.end() - at);
                file.read(at, MemorySegment.ofBuffer(read.clear().limit(length)));
                read.get(piece, 0, length);
                put(piece, length, digest);
                added.accept(length);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("cancelled");
                }
            }
        }
        tar.closeArchiveEntry();
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Adds a file with these contents.
    ///
    /// @return their SHA-256, in hexadecimal digits
    public String add(String name, byte[] contents) throws IOException {
        var digest = Sha256.digest();
        begin(name, new SparseMap(List.of(), 0), contents.length);
        put(contents, contents.length, digest);
        tar.closeArchiveEntry();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void put(byte[] bytes, int length, MessageDigest digest) throws IOException {
        tar.write(bytes, 0, length);
        digest.update(bytes, 0, length);
    }

    private void begin(String name, SparseMap map, long size) throws IOException {
        var records = new LinkedHashMap<String, String>();
        var stored = name;
        if (map.sparse()) {
            stored = "GNUSparseFile.0/" + name;
            records.put("GNU.sparse.size", Long.toString(map.length()));
            records.put("GNU.sparse.numblocks", Integer.toString(map.ranges().size()));
            records.put("GNU.sparse.name", name);
            records.put("GNU.sparse.map", map.text());
        }
        if (!fits(stored)) {
            records.put("path", stored);
            stored = shortened(stored);
        }
        if (!records.isEmpty()) {
            put("PaxHeaders/" + shortened(name), records);
        }
        tar.putArchiveEntry(entry(stored, TarConstants.LF_NORMAL, size));
    }

    private static boolean fits(String name) {
        return name.length() < TarConstants.NAMELEN && name.chars().allMatch(c -> c < 0x80);
    }

    /// What a program that doesn't know the PAX format calls the member.
    private static String shortened(String name) {
        var ascii = name.replaceAll("[^ -~]", "_");
        return ascii.substring(Math.max(0, ascii.length() - TarConstants.NAMELEN / 2));
    }

    private void put(String name, Map<String, String> records) throws IOException {
        var bytes = new ByteArrayOutputStream();
        records.forEach((key, value) -> bytes.writeBytes(line(key + "=" + value + "\n")));
        tar.putArchiveEntry(entry(name, TarConstants.LF_PAX_EXTENDED_HEADER_LC, bytes.size()));
        bytes.writeTo(tar);
        tar.closeArchiveEntry();
    }

    /// A record begins with its own length, the digits of the length included.
    private static byte[] line(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length + 1;
        int length = bytes + Integer.toString(bytes).length();
        if (Integer.toString(length).length() > Integer.toString(bytes).length()) {
            length++;
        }
        return (length + " " + text).getBytes(StandardCharsets.UTF_8);
    }

    private TarArchiveEntry entry(String name, byte type, long size) {
        var entry = new TarArchiveEntry(name, type);
        entry.setSize(size);
        entry.setMode(MODE);
        entry.setLastModifiedTime(FileTime.from(time));
        return entry;
    }

    /// Writes the archive's end. Without it the archive is recognised as cut.
    public void finish() throws IOException {
        tar.finish();
        tar.flush();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
