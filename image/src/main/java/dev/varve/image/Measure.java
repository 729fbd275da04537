package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How large an image with the contents of a chain would become.
///
/// @param requiredBytes the size of the new file with what is allocated now
/// @param fullyAllocatedBytes the size of the new file once the disk is written everywhere
public record Measure(long requiredBytes, long fullyAllocatedBytes) {
    private static final Pattern REQUIRED = Pattern.compile("(?m)^required size: ([0-9]+)$");
    private static final Pattern FULL = Pattern.compile("(?m)^fully allocated size: ([0-9]+)$");

    /// Measures the whole chain from `top` down, as one image of `targetFormat` would hold it.
    ///
    /// @throws UnsupportedImageException when the chain is not one that can be trusted to its end
    /// @throws ImageInUseException when somebody has one of the images open for writing
    public static Measure of(Path top, ImageFormat topFormat, ImageFormat targetFormat)
            throws IOException {
        OfflineChain.open(top, topFormat);
        return of(top, List.of("-f", topFormat.formatName(), "-O", targetFormat.formatName()));
    }

    /// @param options what of the image, as `qemu-img convert` has it too
    static Measure of(Path image, List<String> options) throws IOException {
        var line = new ArrayList<>(options);
        line.add(QemuImg.argument(image));
        String output = new QemuImg().run("measure", image, line, CopyProgress.ignored());
        return new Measure(number(REQUIRED, output), number(FULL, output));
    }

    private static long number(Pattern pattern, String output) throws IOException {
        var matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("qemu-img measure printed no size: " + output.strip());
        }
        return Long.parseLong(matcher.group(1));
    }
}
