package dev.varve.image;

import dev.varve.image.posix.FileStatus;
import java.io.IOException;
import java.util.List;

/// A chain as QEMU's block layer takes it: a node for each layer, with its driver, its file and what it
/// lies on. QEMU then follows no name that a header holds, and probes nothing.
final class BlockNodes {
    private BlockNodes() {}

    /// {@return the name of an image that stands for the chain, to be read alone}
    ///
    /// @param layers from top to base
    static String name(List<ImageInfo> layers) throws IOException {
        var below = "null";
        for (var layer : layers.reversed()) {
            below = node(layer, below);
        }
        return "json:" + below;
    }

    private static String node(ImageInfo layer, String below) throws IOException {
        var backing = layer.format() == ImageFormat.QCOW2 ? ",\"backing\":" + below : "";
        return "{\"driver\":%s,\"read-only\":true,\"file\":{\"driver\":\"%s\",\"read-only\":true,\"filename\":%s}%s}"
                .formatted(
                        quoted(layer.format().formatName()),
                        protocol(layer),
                        quoted(QemuImg.argument(layer.path())),
                        backing);
    }

    private static String protocol(ImageInfo layer) throws IOException {
        return FileStatus.of(layer.path()).type() == FileStatus.Type.BLOCK_DEVICE
                ? "host_device"
                : "file";
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars()
                .forEach(c -> {
                    if (c < ' ' || c == '"' || c == '\\') {
                        quoted.append("\\u%04x".formatted(c));
                    } else {
                        quoted.append((char) c);
                    }
                });
        return quoted.append('"').toString();
    }
}
