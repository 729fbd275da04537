package dev.varve.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An image in its place in a chain, with all that lies on it.
///
/// @param format in QEMU's word: `qcow2`, `raw`
/// @param block whether it is a block device, which takes no room of a file system
/// @param backing the image below
/// @param virtualSize bytes that a guest sees
/// @param data bytes of data in this layer alone
/// @param file what its file system says of the file; empty where that isn't known
/// @param exclusive bytes of data in this layer that one reader alone sees; empty where that wasn't asked for, or isn't
///     known
/// @param internalSnapshots the names of the snapshots that the image itself holds
/// @param pins what needs it itself, besides the layers on it
/// @param opened who has it open
/// @param missing why the image below can't be read; empty where it can
/// @param findings what is wrong with it, the worst first
/// @param overlays the layers that lie on it
///
/// @since 0.1
public record Layer(
        Path image,
        String format,
        boolean block,
        Optional<Path> backing,
        long virtualSize,
        long data,
        Optional<ImageFile> file,
        Optional<Long> exclusive,
        List<String> internalSnapshots,
        List<Pin> pins,
        Opened opened,
        Optional<String> missing,
        List<Finding> findings,
        List<Layer> overlays) {
    public Layer {
        internalSnapshots = List.copyOf(internalSnapshots);
        pins = List.copyOf(pins);
        findings = List.copyOf(findings);
        overlays = List.copyOf(overlays);
    }

    /// The file of an image.
    ///
    /// @param allocated bytes that it takes on its file system
    /// @param owner user and group
    /// @param mode permissions, as in chmod(1)
    public record ImageFile(long allocated, String owner, String mode) {}

    /// Who has an image open.
    public enum Opened {
        /// Nobody who can be seen.
        BY_NOBODY,
        /// A guest that runs.
        BY_GUEST,
        /// A program that is no domain's, as QEMU's locks tell.
        BY_PROGRAM
    }

    /// {@return this and all above, the lower ones first}
    public Stream<Layer> all() {
        return Stream.concat(Stream.of(this), overlays.stream().flatMap(Layer::all));
    }
}
