package dev.varve.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs QEMU's own tools, against which ours are compared.
public final class Tool {
    private Tool() {}

    public record Result(int status, String output) {}

    /// QEMU's object with the password of images that [#makeEncrypted] made.
    static final String SECRET = "secret,id=s,data=password";

    public static Result run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static String qemuImg(String... arguments) {
        return must(Stream.concat(Stream.of("qemu-img"), Stream.of(arguments)));
    }

    /// Makes an empty encrypted image of 8 MiB; [#SECRET] opens it.
    static void makeEncrypted(Path image) {
        try {
            Files.write(image, Encrypted.IMAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Made once: QEMU takes a second to measure how fast a key is derived. On a busy host it may fail to,
    /// and says "unable to get accurate CPU usage"; no option of its leaves the measuring out.
    private static final class Encrypted {
        static final byte[] IMAGE = create();

        private static byte[] create() {
            try {
                var image = Files.createTempFile("encrypted", ".qcow2");
                try {
                    create(image);
                    return Files.readAllBytes(image);
                } finally {
                    Files.delete(image);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void create(Path image) {
            var options = "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";
            var words = List.of("create", "-q", "--object", SECRET, "-f", "qcow2", "-o", options);
            var line =
                    Stream.of(Stream.of("qemu-img"), words.stream(), Stream.of("" + image, "8M"))
                            .flatMap(part -> part)
                            .toArray(String[]::new);
            var result = run(line);
            while (result.output().contains("accurate CPU usage")) {
                result = run(line);
            }
            if (result.status() != 0) {
                throw new AssertionError(result.output());
            }
        }
    }

    public static void qemuIo(Path image, String... commands) {
        must(
                Stream.concat(
                        Stream.of("qemu-io", "-f", "qcow2", image.toString()),
                        Stream.of(commands).flatMap(c -> Stream.of("-c", c))));
    }

    public static String must(String... command) {
        return must(Stream.of(command));
    }

    private static String must(Stream<String> command) {
        var line = command.toArray(String[]::new);
        var result = run(line);
        if (result.status() != 0) {
            throw new AssertionError(List.of(line) + ": " + result);
        }
        return result.output();
    }

    /// {@return the field of `qemu-img info`, the first of that name}
    public static Optional<String> field(String json, String name) {
        var pattern =
                Pattern.compile("\"" + name + "\": (?:\"((?:[^\"\\\\]|\\\\.)*)\"|([a-z0-9]+))");
        var matcher = pattern.matcher(json);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    /// {@return the digest of what a guest reads through the chain}
    public static String contents(Path image, String format) throws IOException {
        var raw = Files.createTempFile(image.toAbsolutePath().getParent(), "contents", ".raw");
        try {
            qemuImg("convert", "-f", format, "-O", "raw", image.toString(), raw.toString());
            return digest(raw);
        } finally {
            Files.delete(raw);
        }
    }

    /// {@return the digest of the file's own bytes}
    public static String digest(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
