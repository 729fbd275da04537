package dev.varve.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An image that qemu-io has open for writing, with QEMU's locks, until it is closed.
public final class OpenImage implements AutoCloseable {
    private final Process process;

    public OpenImage(Path image) throws IOException {
        process =
                new ProcessBuilder("qemu-io", "-f", "qcow2", image.toString())
                        .redirectErrorStream(true)
                        .start();
        command("length");
    }

    /// Returns when qemu-io has begun to answer, so that the image is open.
    public void command(String text) throws IOException {
        process.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        var seen = new StringBuilder();
        while (seen.indexOf("\n") < 0) {
            int c = process.getInputStream().read();
            if (c < 0) {
                throw new IOException("qemu-io ended: " + seen);
            }
            seen.append((char) c);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
