package dev.varve.image.qcow2.meta;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/// The header of a qcow2 image, checked. All numbers are big-endian:
///
/// ```text
///   0  u32 magic 51 46 49 fb     40  u64 l1_table_offset           72  u64 incompatible features
///   4  u32 version (2, 3)        48  u64 refcount_table_offset     80  u64 compatible features
///   8  u64 backing_file_offset   56  u32 refcount_table_clusters   88  u64 autoclear features
///  16  u32 backing_file_size     60  u32 nb_snapshots              96  u32 refcount_order
///  20  u32 cluster_bits          64  u64 snapshots_offset         100  u32 header_length
///  24  u64 size                                                   104  u8  compression_type
///  32  u32 crypt_method          from 72 on: version 3 only
///  36  u32 l1_size
/// ```
///
/// The tables that it names are inside what an offset can be, aligned, and apart from the header
/// and from one another; whether they lie inside the file is for the reader of the file to check.
///
/// @param virtualSize the disk's size in bytes
/// @param l1Entries the entries of the active L1 table: enough for the disk, at most 32 MiB of them
/// @param incompatible the incompatible features that are set, all of them known
/// @param compatible the word of the compatible features, which a reader may ignore
/// @param autoclear the word of the autoclear features, of which a writer clears what it doesn't know
/// @param backingName the backing file's name as written; never empty when present
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Header"</a>
public record Header(
        int version,
        int headerLength,
        int clusterBits,
        long virtualSize,
        CryptMethod crypt,
        int l1Entries,
        long l1Offset,
        int refcountTableClusters,
        long refcountTableOffset,
        int refcountOrder,
        int snapshots,
        long snapshotsOffset,
        Set<IncompatibleFeature> incompatible,
        long compatible,
        long autoclear,
        CompressionType compression,
        Optional<String> backingName,
        Extensions extensions) {
    /// The first four bytes of every qcow2 image: `QFI` and 0xfb.
    public static final int MAGIC = 0x514649fb;

    /// The bytes of the largest first cluster, so of all that [#parse] could ever need.
    public static final int BYTES_MAX = 1 << 21;

    private static final long LAZY_REFCOUNTS = 1;
    private static final long BITMAPS_CONSISTENT = 1;
    private static final long RAW_EXTERNAL_DATA = 2;

    /// The autoclear features that a writer may leave set.
    public static final long AUTOCLEAR_KNOWN = BITMAPS_CONSISTENT | RAW_EXTERNAL_DATA;

    private static final int V2_BYTES = 72;
    private static final int V3_BYTES = 104;
    private static final int COMPRESSION_AT = 104;

    /// The bytes of a backing name.
    public static final int BACKING_NAME_MAX = 1023;

    /// The bytes of an L1 table: more than this QEMU doesn't open.
    public static final int L1_BYTES_MAX = 32 << 20;

    private static final int REFCOUNT_TABLE_BYTES_MAX = 8 << 20;
    private static final int SNAPSHOTS_MAX = 65_536;

    public Header {
        incompatible = Set.copyOf(incompatible);
    }

    /// Parses the beginning of a file. `first` goes from position 0 to its limit and may be shorter
    /// than the first cluster: if then something lies beyond it, this fails as for a short file, and
    /// the caller tries again with more.
    public static Header parse(ByteBuffer first) throws FormatException {
        var header = new HeaderParser(new Fields(first)).parse();
        header.checkTables();
        return header;
    }

    /// {@return the bytes of a cluster}
    public int clusterSize() {
        return 1 << clusterBits;
    }

    public boolean has(IncompatibleFeature feature) {
        return incompatible.contains(feature);
    }

    /// {@return whether refcounts are only right after a clean end (compatible bit 0)}
    public boolean lazyRefcounts() {
        return (compatible & LAZY_REFCOUNTS) != 0;
    }

    /// {@return whether the bitmaps extension counts (autoclear bit 0)} Otherwise a program that knows
    /// no bitmaps has written to the image since, and the clusters named there may hold other things.
    public boolean bitmapsConsistent() {
        return (autoclear & BITMAPS_CONSISTENT) != 0 && extensions.bitmaps() > 0;
    }

    /// {@return whether the external data file is a raw image that can be read by itself (autoclear
    /// bit 1)}
    public boolean rawExternalData() {
        return (autoclear & RAW_EXTERNAL_DATA) != 0 && has(IncompatibleFeature.EXTERNAL_DATA_FILE);
    }

    /// {@return whether compatible features are set that are not known here}
    public boolean unknownCompatible() {
        return (compatible & ~LAZY_REFCOUNTS) != 0;
    }

    /// {@return whether autoclear features are set that are not known here, so that whoever writes to
    /// the image has to clear them first}
    public boolean unknownAutoclear() {
        return (autoclear & ~AUTOCLEAR_KNOWN) != 0;
    }

    /// {@return whether the image holds no more than its L1 and L2 tables say}
    public boolean holdsTablesOnly() {
        return snapshots == 0
                && extensions.bitmaps() == 0
                && crypt == CryptMethod.NONE
                && !has(IncompatibleFeature.DIRTY)
                && !has(IncompatibleFeature.CORRUPT)
                && !has(IncompatibleFeature.EXTERNAL_DATA_FILE);
    }

    /// {@return log2 of the entries of an L2 table}
    public int l2EntryBits() {
        return clusterBits - (has(IncompatibleFeature.EXTENDED_L2) ? 4 : 3);
    }

    /// {@return the bits of a guest offset that one L2 table covers}
    private int l2CoverBits() {
        return clusterBits + l2EntryBits();
    }

    private void checkTables() throws FormatException {
        long needed = (virtualSize >>> l2CoverBits()) + 1;
        boolean whole = (virtualSize & ((1L << l2CoverBits()) - 1)) == 0;
        if (l1Entries < (whole ? needed - 1 : needed)) {
            throw FormatException.corrupt(
                    "an L1 table for " + virtualSize + " bytes", l1Entries + " entries");
        }
        checkEncryptionHeader();
        checkApart();
    }

    private void checkEncryptionHeader() throws FormatException {
        boolean present = extensions.encryptionHeader().isPresent();
        if ((crypt == CryptMethod.LUKS) != present) {
            throw FormatException.corrupt(
                    "an encryption header with LUKS and nothing else",
                    "crypt_method " + crypt + (present ? " with one" : " without one"));
        }
    }

    private void checkApart() throws FormatException {
        var tables = new ArrayList<TableSpan>();
        tables.add(table("the L1 table", l1Offset, 8L * l1Entries));
        tables.add(
                table(
                        "the refcount table",
                        refcountTableOffset,
                        (long) refcountTableClusters << clusterBits));
        tables.add(table("the snapshot table", snapshotsOffset, 40L * snapshots));
        if (extensions.encryptionHeader().isPresent()) {
            tables.add(extensions.encryptionHeader().get().table(clusterSize()));
        }
        if (bitmapsConsistent()) {
            tables.add(extensions.bitmapDirectory().orElseThrow().table(clusterSize()));
        }
        for (int i = 0; i < tables.size(); i++) {
            for (var other : tables.subList(0, i)) {
                other.requireApart(tables.get(i));
            }
        }
    }

    /// QEMU opens no image whose tables would begin within a cluster, also where they have no entries.
    private TableSpan table(String name, long start, long bytes) throws FormatException {
        if (start % clusterSize() != 0) {
            throw FormatException.corrupt(name + " at a cluster", "offset " + start);
        }
        return TableSpan.of(name, start, bytes, clusterSize());
    }

    private static final class HeaderParser {
        private final Fields fields;

        HeaderParser(Fields fields) {
            this.fields = fields;
        }

        Header parse() throws FormatException {
            int version = version();
            int clusterBits = fields.bounded(20, "cluster_bits", 9, 21);
            int length = headerLength(version, clusterBits);
            int end = extensionsEnd(length, clusterBits);
            var extensions = Extensions.parse(fields, length, end, 1 << clusterBits);
            var features = incompatible(version, extensions);
            if (features.contains(IncompatibleFeature.EXTENDED_L2) && clusterBits < 14) {
                throw FormatException.corrupt(
                        "cluster_bits of 14 or more with extended L2",
                        "cluster_bits " + clusterBits);
            }
            return new Header(
                    version,
                    length,
                    clusterBits,
                    fields.size(24, "size"),
                    CryptMethod.of(fields.u32(32)),
                    fields.bounded(36, "l1_size", 0, L1_BYTES_MAX / 8),
                    fields.size(40, "l1_table_offset"),
                    fields.bounded(
                            56,
                            "refcount_table_clusters",
                            1,
                            Math.max(1, REFCOUNT_TABLE_BYTES_MAX >> clusterBits)),
                    fields.size(48, "refcount_table_offset"),
                    version == 2 ? 4 : fields.bounded(96, "refcount_order", 0, 6),
                    fields.bounded(60, "nb_snapshots", 0, SNAPSHOTS_MAX),
                    fields.size(64, "snapshots_offset"),
                    features,
                    version == 2 ? 0 : fields.u64(80),
                    autoclear(version, features),
                    compression(length, features),
                    backingName(clusterBits),
                    extensions);
        }

        private int version() throws FormatException {
            long magic = fields.u32(0);
            if ((int) magic != MAGIC) {
                throw FormatException.corrupt(
                        "the qcow2 magic 514649fb", String.format("%08x", magic));
            }
            long version = fields.u32(4);
            if (version != 2 && version != 3) {
                throw FormatException.unsupported("version 2 or 3", "version " + version);
            }
            return (int) version;
        }

        private int headerLength(int version, int clusterBits) throws FormatException {
            if (version == 2) {
                return V2_BYTES;
            }
            int length = fields.bounded(100, "header_length", V3_BYTES, 1 << clusterBits);
            if (length % 8 != 0) {
                throw FormatException.corrupt("header_length in eights", "header_length " + length);
            }
            return length;
        }

        /// The extensions end where the backing name begins, or with the first cluster.
        private int extensionsEnd(int length, int clusterBits) throws FormatException {
            int clusterSize = 1 << clusterBits;
            long backing = fields.u64(8);
            if (backing == 0) {
                return clusterSize;
            }
            if (backing < length || backing > clusterSize) {
                throw FormatException.corrupt(
                        "a backing name between the header and the end of its cluster",
                        "offset " + Long.toUnsignedString(backing));
            }
            return (int) backing;
        }

        private Optional<String> backingName(int clusterBits) throws FormatException {
            int at = (int) fields.u64(8); // In the first cluster, as extensionsEnd has checked.
            if (at == 0) {
                return Optional.empty();
            }
            int max = Math.min(BACKING_NAME_MAX, (1 << clusterBits) - at);
            int size = fields.bounded(16, "backing_file_size", 0, max);
            String name = fields.name(at, size, "a backing name");
            return name.isEmpty() ? Optional.empty() : Optional.of(name);
        }

        /// {@return the autoclear features, of which one is about an external data file}
        private long autoclear(int version, Set<IncompatibleFeature> features)
                throws FormatException {
            long bits = version == 2 ? 0 : fields.u64(88);
            if ((bits & RAW_EXTERNAL_DATA) != 0
                    && !features.contains(IncompatibleFeature.EXTERNAL_DATA_FILE)) {
                throw FormatException.corrupt(
                        "an external data file that is raw", "no external data file");
            }
            return bits;
        }

        private Set<IncompatibleFeature> incompatible(int version, Extensions extensions)
                throws FormatException {
            var features = EnumSet.noneOf(IncompatibleFeature.class);
            long bits = version == 2 ? 0 : fields.u64(72);
            for (var feature : IncompatibleFeature.values()) {
                if ((bits & feature.mask()) != 0) {
                    features.add(feature);
                    bits &= ~feature.mask();
                }
            }
            if (bits != 0) {
                throw FormatException.unsupported(
                        "known incompatible features", describe(bits, extensions));
            }
            return features;
        }

        private static String describe(long bits, Extensions extensions) {
            var names = new StringJoiner(", ");
            for (int bit = 0; bit < Long.SIZE; bit++) {
                if ((bits >>> bit & 1) != 0) {
                    String name = extensions.incompatibleNames().getOrDefault(bit, "no name");
                    names.add("bit " + bit + " (" + name + ")");
                }
            }
            return names.toString();
        }

        private CompressionType compression(int length, Set<IncompatibleFeature> features)
                throws FormatException {
            var type = CompressionType.of(length > COMPRESSION_AT ? fields.u8(COMPRESSION_AT) : 0);
            boolean stated = features.contains(IncompatibleFeature.COMPRESSION_TYPE);
            if ((type != CompressionType.ZLIB) != stated) {
                throw FormatException.corrupt(
                        "compression_type and its feature bit to agree",
                        "compression_type " + type + " and features " + features);
            }
            return type;
        }
    }
}
