package dev.varve.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name under which a file is written before it gets its own: short, however long that is.
public final class PartialName {
    private static final int DIGEST_BYTES = 8;

    private PartialName() {}

    /// {@return a name beside the file, with a digest of the file's name in it, so that those of two files
    /// differ}
    ///
    /// @param tag what tells one attempt's file from another's, of some 50 bytes at most
    public static Path of(Path file, String tag) {
        return file.resolveSibling("." + digest(file) + "." + tag + ".partial");
    }

    /// {@return what the names of all attempts at the file begin with}
    public static String stem(Path file) {
        return "." + digest(file) + ".";
    }

    private static String digest(Path file) {
        var name = String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(sha256().digest(name), 0, DIGEST_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
