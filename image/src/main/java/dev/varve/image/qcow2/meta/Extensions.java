package dev.varve.image.qcow2.meta;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The header extensions, up to the end marker or to `end`:
///
/// ```text
/// u32 type, u32 length, length bytes of data, padding to a multiple of 8
///
/// 00000000  end of the extensions
/// e2792aca  backing format name
/// 6803f857  feature name table: entries of type u8, bit u8, 46 bytes of name
/// 23852875  bitmaps: count u32, reserved u32, directory size u64, directory offset u64
/// 0537be77  encryption header: offset u64, length u64
/// 44415441  external data file name
/// ```
///
/// @param backingFormat the backing format as stated, not judged
/// @param dataFile the external data file's name, which counts only with its incompatible feature
/// @param bitmapDirectory where the persistent bitmaps are described, when there are any
/// @param encryptionHeader where the LUKS header lies, when it is said
/// @param incompatibleNames what the image itself calls the incompatible features, by bit
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Header extensions"</a>
public record Extensions(
        Optional<String> backingFormat,
        Optional<String> dataFile,
        Optional<Bitmaps> bitmapDirectory,
        Optional<EncryptionHeader> encryptionHeader,
        Map<Integer, String> incompatibleNames) {
    private static final int END = 0;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final int FEATURE_NAMES = 0x6803f857;
    private static final int BITMAPS = 0x23852875;
    private static final int ENCRYPTION_HEADER = 0x0537be77;
    private static final int DATA_FILE = 0x44415441;

    /// QEMU's own field has 16 bytes with the terminator.
    private static final int BACKING_FORMAT_MAX = 15;

    private static final int FEATURE_BYTES = 48;

    public Extensions {
        incompatibleNames = Map.copyOf(incompatibleNames);
    }

    /// {@return how many persistent bitmaps there are}
    public int bitmaps() {
        return bitmapDirectory.map(Bitmaps::count).orElse(0);
    }

    /// Reads the extensions that lie from `start` to before `end`.
    static Extensions parse(Fields fields, int start, int end, int clusterSize)
            throws FormatException {
        var parsed = new Parsed(clusterSize);
        int at = start;
        while (at < end) {
            int type = (int) fields.u32(at);
            long length = fields.u32(at + 4);
            if (length > end - at - 8) { // QEMU asks that of the one that ends them, too.
                throw FormatException.corrupt(
                        "a header extension that ends by " + end,
                        "one of " + length + " bytes at " + at);
            }
            if (type == END) {
                break;
            }
            parsed.add(fields, type, at + 8, (int) length);
            at += 8 + Fields.aligned((int) length);
        }
        return parsed.toExtensions();
    }

    private static final class Parsed {
        private Optional<String> backingFormat = Optional.empty();
        private Optional<String> dataFile = Optional.empty();
        private Optional<Bitmaps> bitmapDirectory = Optional.empty();
        private Optional<EncryptionHeader> encryptionHeader = Optional.empty();
        private final Map<Integer, String> incompatibleNames = new HashMap<>();
        private final int clusterSize;

        Parsed(int clusterSize) {
            this.clusterSize = clusterSize;
        }

        void add(Fields fields, int type, int at, int length) throws FormatException {
            switch (type) {
                case BACKING_FORMAT ->
                        backingFormat = Optional.of(backingFormat(fields, at, length));
                case DATA_FILE ->
                        dataFile = Optional.of(fields.name(at, length, "a data file name"));
                case BITMAPS ->
                        bitmapDirectory =
                                Optional.of(Bitmaps.parse(fields, at, length, clusterSize));
                case ENCRYPTION_HEADER ->
                        encryptionHeader =
                                Optional.of(
                                        EncryptionHeader.parse(fields, at, length, clusterSize));
                case FEATURE_NAMES -> addNames(fields, at, length);
                default -> {} // Unknown extensions may be ignored by a reader.
            }
        }

        private static String backingFormat(Fields fields, int at, int length)
                throws FormatException {
            if (length > BACKING_FORMAT_MAX) {
                throw FormatException.corrupt(
                        "a backing format of at most " + BACKING_FORMAT_MAX + " bytes",
                        length + " bytes");
            }
            return fields.name(at, length, "a backing format");
        }

        private void addNames(Fields fields, int at, int length) throws FormatException {
            for (int i = 0; i + FEATURE_BYTES <= length; i += FEATURE_BYTES) {
                int bit = fields.u8(at + i + 1);
                if (fields.u8(at + i) == 0 && bit < Long.SIZE) {
                    incompatibleNames.putIfAbsent(bit, printable(fields, at + i + 2));
                }
            }
        }

        private static String printable(Fields fields, int at) throws FormatException {
            byte[] name = new byte[FEATURE_BYTES - 2];
            int count = 0;
            while (count < name.length && fields.u8(at + count) != 0) {
                int c = fields.u8(at + count);
                name[count++] = (byte) (c >= ' ' && c < 0x7f ? c : '?');
            }
            return new String(name, 0, count, StandardCharsets.US_ASCII);
        }

        Extensions toExtensions() {
            return new Extensions(
                    backingFormat, dataFile, bitmapDirectory, encryptionHeader, incompatibleNames);
        }
    }
}
