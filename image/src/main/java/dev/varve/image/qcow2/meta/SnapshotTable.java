package dev.varve.image.qcow2.meta;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/// Parses the table of the internal snapshots. An entry is:
///
/// ```text
///  0  u64 l1_table_offset    16  u32 date_sec         40  extra data:
///  8  u32 l1_size            20  u32 date_nsec             40  u64 vm_state_size
/// 12  u16 id_str_size        24  u64 vm_clock_nsec         48  u64 disk_size
/// 14  u16 name_size          32  u32 vm_state_size         56  u64 icount
///                            36  u32 extra_data_size       unknown fields
///
/// then the ID, the name, and padding to a multiple of 8 before the next entry
/// ```
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Snapshots"</a>
public final class SnapshotTable implements EntryParser<InternalSnapshot> {
    private static final int FIXED_BYTES = 40;
    private static final int EXTRA_BYTES_MAX = 1024;
    private static final int TABLE_BYTES_MAX = 64 << 20;
    private static final int L1_ENTRIES_MAX = (32 << 20) / Long.BYTES;
    private static final int NANOSECONDS_MAX = 999_999_999;
    private static final int DISK_SIZE_AT = 48;
    private static final int INSTRUCTIONS_AT = 56;

    private final int clusterSize;
    private int left;
    private long taken;

    private SnapshotTable(int clusterSize, int count) {
        this.clusterSize = clusterSize;
        this.left = count;
    }

    /// {@return a parser of the table that begins at {@link Header#snapshotsOffset}}
    public static SnapshotTable of(Header header) {
        return new SnapshotTable(header.clusterSize(), header.snapshots());
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
        return fields.length() < FIXED_BYTES ? FIXED_BYTES : Lengths.of(fields).entry(left);
    }

    @Override
    public InternalSnapshot next(ByteBuffer buffer) throws FormatException {
        if (left == 0) {
            throw new NoSuchElementException("the snapshot table has ended");
        }
        var fields = new Fields(buffer.slice());
        var lengths = Lengths.of(fields);
        int bytes = lengths.entry(left);
        fields.require(0, bytes);
        if (taken + bytes > TABLE_BYTES_MAX) {
            throw FormatException.corrupt(
                    "a snapshot table of at most " + TABLE_BYTES_MAX + " bytes", "more");
        }
        var snapshot = parse(fields, lengths);
        buffer.position(buffer.position() + bytes);
        taken += bytes;
        left--;
        return snapshot;
    }

    private InternalSnapshot parse(Fields fields, Lengths lengths) throws FormatException {
        int l1Entries = fields.bounded(8, "l1_size of a snapshot", 0, L1_ENTRIES_MAX);
        long l1Offset = fields.u64(0);
        TableSpan.of("a snapshot's L1 table", l1Offset, (long) Long.BYTES * l1Entries, clusterSize);
        int idAt = FIXED_BYTES + lengths.extra();
        return new InternalSnapshot(
                l1Offset,
                l1Entries,
                fields.text(idAt, lengths.id()),
                fields.text(idAt + lengths.id(), lengths.name()),
                fields.u32(16),
                fields.bounded(20, "date_nsec of a snapshot", 0, NANOSECONDS_MAX),
                fields.size(24, "vm_clock_nsec of a snapshot"),
                lengths.hasExtra(FIXED_BYTES)
                        ? fields.size(FIXED_BYTES, "vm_state_size of a snapshot")
                        : fields.u32(32),
                lengths.hasExtra(DISK_SIZE_AT)
                        ? OptionalLong.of(fields.size(DISK_SIZE_AT, "disk_size of a snapshot"))
                        : OptionalLong.empty(),
                instructions(fields, lengths));
    }

    /// All ones stands for a guest whose instructions were not counted.
    private static OptionalLong instructions(Fields fields, Lengths lengths)
            throws FormatException {
        if (!lengths.hasExtra(INSTRUCTIONS_AT) || fields.u64(INSTRUCTIONS_AT) == -1) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(fields.size(INSTRUCTIONS_AT, "icount of a snapshot"));
    }

    private record Lengths(int extra, int id, int name) {
        static Lengths of(Fields fields) throws FormatException {
            return new Lengths(
                    fields.bounded(36, "extra_data_size of a snapshot", 0, EXTRA_BYTES_MAX),
                    fields.u16(12),
                    fields.u16(14));
        }

        /// The padding belongs to an entry that another one follows; the file may end without it.
        int entry(int left) {
            int bytes = FIXED_BYTES + extra + id + name;
            return left > 1 ? Fields.aligned(bytes) : bytes;
        }

        /// {@return whether the eight bytes of that field are there}
        boolean hasExtra(int at) {
            return FIXED_BYTES + extra >= at + Long.BYTES;
        }
    }
}
