package dev.varve.image.qcow2.meta;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;

/// Parses the directory of the persistent bitmaps. An entry is:
///
/// ```text
///  0  u64 bitmap_table_offset    16  u8  type                24  extra data
///  8  u32 bitmap_table_size      17  u8  granularity_bits        name
/// 12  u32 flags                  18  u16 name_size               padding to a multiple of 8
///                                20  u32 extra_data_size
///
/// flags: bit 0 in use, bit 1 automatic, bit 2 unknown extra data does no harm
/// ```
///
/// QEMU's limits apply: no extra data, granularity bits of 9 to 31, at most 512 MiB per bitmap. The
/// directory means something only if {@link Header#bitmapsConsistent}.
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Bitmap directory"</a>
public final class BitmapDirectory implements EntryParser<BitmapEntry> {
    private static final int FIXED_BYTES = 24;
    private static final int TYPE_DIRTY_TRACKING = 1;
    private static final int NAME_BYTES_MAX = 1023;
    private static final int BITMAP_BYTES_MAX = 512 << 20;

    private final Header header;
    private int left;
    private long bytesLeft;
    private long taken;

    private BitmapDirectory(Header header, int count, long bytes) {
        this.header = header;
        this.left = count;
        this.bytesLeft = bytes;
    }

    /// {@return a parser of the directory that begins at {@link Bitmaps#directoryOffset}; of none when
    /// there are no bitmaps}
    public static BitmapDirectory of(Header header) {
        return header.extensions()
                .bitmapDirectory()
                .map(bitmaps ->
                        new BitmapDirectory(header, bitmaps.count(), bitmaps.directorySize()))
                .orElseGet(() -> new BitmapDirectory(header, 0, 0));
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public long bytesTaken() {
        return taken;
    }

    @Override
    public int needed(ByteBuffer buffer) throws FormatException {
        var fields = new Fields(buffer.slice());
        return fields.length() < FIXED_BYTES ? FIXED_BYTES : entryBytes(nameBytes(fields));
    }

    @Override
    public BitmapEntry next(ByteBuffer buffer) throws FormatException {
        if (left == 0) {
            throw new NoSuchElementException("the bitmap directory has ended");
        }
        var fields = new Fields(buffer.slice());
        int nameBytes = nameBytes(fields);
        int bytes = entryBytes(nameBytes);
        fields.require(0, bytes);
        left--;
        bytesLeft -= bytes;
        taken += bytes;
        requireRoom();
        var entry = parse(fields, nameBytes);
        buffer.position(buffer.position() + bytes);
        return entry;
    }

    /// The directory's size is stated twice: in bytes, and by its entries.
    private void requireRoom() throws FormatException {
        if (bytesLeft < 0 || (left == 0 && bytesLeft != 0)) {
            throw FormatException.corrupt(
                    "a bitmap directory of " + (taken + bytesLeft) + " bytes",
                    "entries of " + (left == 0 ? "" : "at least ") + taken + " bytes");
        }
    }

    private static int entryBytes(int nameBytes) {
        return Fields.aligned(FIXED_BYTES + nameBytes);
    }

    private static int nameBytes(Fields fields) throws FormatException {
        long extra = fields.u32(20);
        if (extra != 0) {
            throw FormatException.unsupported(
                    "bitmaps without extra data", "a bitmap with " + extra + " bytes of it");
        }
        int bytes = fields.u16(18);
        if (bytes < 1 || bytes > NAME_BYTES_MAX) {
            throw FormatException.corrupt(
                    "name_size of a bitmap from 1 to " + NAME_BYTES_MAX, "name_size " + bytes);
        }
        return bytes;
    }

    private BitmapEntry parse(Fields fields, int nameBytes) throws FormatException {
        var entry =
                new BitmapEntry(
                        fields.u64(0),
                        tableEntries(fields),
                        fields.bounded(
                                12,
                                "flags of a bitmap",
                                0,
                                BitmapEntry.IN_USE | BitmapEntry.AUTOMATIC),
                        fields.u8(16),
                        fields.u8(17),
                        fields.text(FIXED_BYTES, nameBytes));
        TableSpan.of(
                "a bitmap table",
                entry.tableOffset(),
                (long) Long.BYTES * entry.tableEntries(),
                header.clusterSize());
        checkKind(entry);
        checkSize(entry);
        return entry;
    }

    private int tableEntries(Fields fields) throws FormatException {
        return fields.bounded(8, "bitmap_table_size", 1, BITMAP_BYTES_MAX >> header.clusterBits());
    }

    private static void checkKind(BitmapEntry entry) throws FormatException {
        if (entry.type() != TYPE_DIRTY_TRACKING) {
            throw FormatException.unsupported("a bitmap of type 1", "type " + entry.type());
        }
        if (entry.granularityBits() < 9 || entry.granularityBits() > 31) {
            throw FormatException.unsupported(
                    "granularity_bits of a bitmap from 9 to 31",
                    "granularity_bits " + entry.granularityBits());
        }
    }

    /// A bitmap that was not saved may be older than the disk's size.
    private void checkSize(BitmapEntry entry) throws FormatException {
        int coverBits = header.clusterBits() + 3 + entry.granularityBits();
        long lastByte = header.virtualSize() - 1;
        if (!entry.inUse() && lastByte >= 0 && lastByte >>> coverBits >= entry.tableEntries()) {
            throw FormatException.corrupt(
                    "a bitmap for " + header.virtualSize() + " bytes",
                    "a bitmap table of " + entry.tableEntries() + " entries");
        }
    }
}
