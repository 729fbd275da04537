package dev.varve.image;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Every path that an image may be read through, whatever it needs to be opened: for the proof that
/// nobody needs a layer. It errs towards too many. What is found here is never opened for its data.
///
/// Understood are the backing names and external data files of qcow2, QCOW, QED and the descriptors of
/// VMDK, by their magic, with features that are not known here too. A name that isn't a plain path
/// (`file:…`, `json:{…}`, `blkdebug:…`) leads to each path that could be meant by a part of it.
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qed_spec.html">QED</a>
public final class References {
    private static final int QCOW = 0x514649fb;
    private static final int QED = 0x51454400;
    private static final int VMDK = 0x4b444d56;

    /// What a VMDK descriptor that is a file of its own begins with, `# Di`.
    private static final int VMDK_TEXT = 0x23204469;

    private static final int START = 4096;
    private static final int NAME_MAX = 4096;
    private static final int DESCRIPTOR_MAX = 64 << 10;
    private static final int SECTOR = 512;
    private static final int EXTENSIONS_MAX = 100;
    private static final int DATA_FILE = 0x44415441;
    private static final int V2_BYTES = 72;
    private static final String JSON = "json:";

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)", Pattern.DOTALL);

    private final ImageFile file;
    private final Path image;

    private References(ImageFile file, Path image) {
        this.file = file;
        this.image = image;
    }

    /// {@return absolute paths; many of them may not exist, and none for what has no known magic}
    ///
    /// Relative names are resolved against the directory of `image` as it is named here.
    public static Set<Path> of(Path image) throws IOException {
        Image.statusOfImage(image);
        try (var file = Engine.ofHost().open(image, ImageFile.Access.READ)) {
            return of(file, image);
        }
    }

    static Set<Path> of(ImageFile file, Path image) throws IOException {
        return new References(file, image).read();
    }

    private Set<Path> read() throws IOException {
        var start = bytes(0, START);
        return switch (start.getInt(0)) {
            case QCOW -> qcow(start);
            case QED -> qed(start.order(ByteOrder.LITTLE_ENDIAN));
            case VMDK -> descriptor(start.order(ByteOrder.LITTLE_ENDIAN).getLong(28) * SECTOR);
            case VMDK_TEXT -> descriptor(0);
            default -> Set.of();
        };
    }

    /// All versions have the place of the backing name here.
    private Set<Path> qcow(ByteBuffer start) throws IOException {
        var found = new LinkedHashSet<Path>();
        name(start.getLong(8), start.getInt(16)).ifPresent(name -> found.addAll(paths(name)));
        if (start.getInt(4) > 1) {
            dataFile(start).ifPresent(name -> found.addAll(paths(name)));
        }
        return found;
    }

    private Optional<String> dataFile(ByteBuffer start) throws IOException {
        long at = start.getInt(4) == 2 ? V2_BYTES : Integer.toUnsignedLong(start.getInt(100));
        for (int i = 0; i < EXTENSIONS_MAX; i++) {
            var extension = bytes(at, 8);
            int length = extension.getInt(4);
            if (extension.getInt(0) == DATA_FILE) {
                return name(at + 8, length);
            }
            if (extension.getInt(0) == 0 || length < 0) {
                return Optional.empty();
            }
            at += 8 + (length + 7L) / 8 * 8;
        }
        return Optional.empty();
    }

    private Set<Path> qed(ByteBuffer start) throws IOException {
        return name(Integer.toUnsignedLong(start.getInt(56)), start.getInt(60))
                .map(this::paths)
                .orElse(Set.of());
    }

    /// Extents and the parent stand in quotes.
    private Set<Path> descriptor(long at) throws IOException {
        return at < 0 || at >= file.length()
                ? Set.of()
                : quoted(new String(bytes(at, DESCRIPTOR_MAX).array(), StandardCharsets.UTF_8));
    }

    /// QEMU opens no image with a longer name than this takes.
    private Optional<String> name(long at, int size) throws IOException {
        if (at <= 0 || size <= 0 || size > NAME_MAX || at >= file.length()) {
            return Optional.empty();
        }
        var name = new String(bytes(at, size).array(), StandardCharsets.UTF_8);
        int end = name.indexOf('\0');
        return Optional.of(end < 0 ? name : name.substring(0, end));
    }

    private Set<Path> paths(String name) {
        if (name.startsWith(JSON)) {
            return quoted(name.substring(JSON.length()));
        }
        var found = new LinkedHashSet<Path>();
        resolve(name, found);
        for (int at = name.indexOf(':'); at >= 0; at = name.indexOf(':', at + 1)) {
            resolve(name.substring(at + 1), found);
            // QEMU takes such a name as relative to where it runs, which for libvirt's is the root.
            resolve("/" + name.substring(at + 1), found);
        }
        return found;
    }

    private Set<Path> quoted(String text) {
        var found = new LinkedHashSet<Path>();
        for (var string : strings(text)) {
            var meant = unescaped(string);
            found.addAll(paths(meant));
            resolve("/" + meant, found);
        }
        return found;
    }

    /// {@return the strings of JSON, where QEMU takes either kind of quotes, or of a descriptor, that can be names}
    ///
    /// No regular expression finds them: Java's recurse with each character, and an image has as many as
    /// it likes.
    private static List<String> strings(String text) {
        var strings = new ArrayList<String>();
        int at = 0;
        while (at < text.length()) {
            char quote = text.charAt(at);
            at++;
            int end = quote == '"' || quote == '\'' ? endOfString(text, at, quote) : -1;
            if (end >= 0) {
                if (end - at <= NAME_MAX) {
                    strings.add(text.substring(at, end));
                }
                at = end + 1;
            }
        }
        return strings;
    }

    /// {@return the place of the quote that ends the string; -1 if none does}
    private static int endOfString(String text, int from, char quote) {
        int at = from;
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at < text.length() ? at : -1;
    }

    private static String unescaped(String string) {
        return ESCAPE.matcher(string)
                .replaceAll(
                        found -> java.util.regex.Matcher.quoteReplacement(meaning(found.group(1))));
    }

    private static String meaning(String escape) {
        return escape.length() == 5
                ? String.valueOf((char) Integer.parseInt(escape.substring(1), 16))
                : escape;
    }

    private void resolve(String name, Set<Path> found) {
        try {
            if (!name.isEmpty()) {
                found.add(image.toAbsolutePath().resolveSibling(name).normalize());
            }
        } catch (InvalidPathException _) {
            return; // No file can have that name.
        }
    }

    private ByteBuffer bytes(long at, int count) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var segment = arena.allocate(count);
            file.read(at, segment);
            var buffer = ByteBuffer.allocate(count);
            return buffer.put(segment.asByteBuffer()).flip();
        }
    }
}
