package dev.varve.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// An image in its place in a chain, with all that lies on it.
///
/// @param format in QEMU's word: `qcow2`, `raw`
/// @param backing the image below
/// @param virtualSize bytes that a guest sees
/// @param data bytes of data in this layer alone
/// @param allocated bytes that the file takes on its file system; empty where that isn't known
/// @param exclusive bytes of data in this layer that one reader alone sees; empty where that isn't known
/// @param pins why it stays: what reads it, in a few words each
/// @param open whether a program has it open, a guest that runs or another
/// @param missing why the image below can't be read; empty where it can
/// @param overlays the layers that lie on it
///
/// @since 0.1
public record Layer(
        Path image,
        String format,
        Optional<Path> backing,
        long virtualSize,
        long data,
        Optional<Long> allocated,
        Optional<Long> exclusive,
        List<String> pins,
        boolean open,
        Optional<String> missing,
        List<Layer> overlays) {
    public Layer {
        pins = List.copyOf(pins);
        overlays = List.copyOf(overlays);
    }
}
