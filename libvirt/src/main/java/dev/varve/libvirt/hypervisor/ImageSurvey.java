package dev.varve.libvirt.hypervisor;

import dev.varve.core.model.Layer;
import dev.varve.image.Backing;
import dev.varve.image.BackingChain;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.ImageInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The images of a host: those that libvirt's XML names, what their headers lead to, and what lies in
/// the same directories.
final class ImageSurvey {
    private final Map<Path, Layer> layers = new HashMap<>();
    private final Map<Path, String> missing = new HashMap<>();
    private final Map<Path, ImageFormat> recognised = new HashMap<>();
    private final Set<Path> files = new HashSet<>();
    private final Set<Path> directories = new HashSet<>();

    Map<Path, Layer> layers() {
        return layers;
    }

    Map<Path, String> missing() {
        return missing;
    }

    Map<Path, ImageFormat> recognised() {
        return recognised;
    }

    Set<Path> files() {
        return files;
    }

    /// Takes in an image that somebody names, and all below it.
    void add(Path top, ImageFormat format) {
        if (layers.containsKey(top)) {
            return;
        }
        directoryOf(top);
        var chain = BackingChain.open(top, format);
        for (var info : chain.layers()) {
            var path = Paths.real(info.path());
            directoryOf(path);
            layers.putIfAbsent(path, layer(path, info));
        }
        chain.finding().ifPresent(this::note);
    }

    /// Takes in an overlay that a snapshot names, if it is there: it may be long gone.
    void addIfThere(Path overlay) {
        if (!layers.containsKey(overlay) && Files.exists(overlay)) {
            add(overlay, ImageFormat.QCOW2);
        }
    }

    /// Takes in a file that is no image.
    void addFile(Path file) {
        directoryOf(file);
        if (!Files.isReadable(file)) {
            missing.put(file, Files.exists(file) ? "permission denied" : "no such file");
        }
    }

    private void note(BackingChain.Finding finding) {
        switch (finding) {
            case BackingChain.Finding.Loop(var path) ->
                    missing.put(Paths.real(path), "its backing chain is a loop");
            case BackingChain.Finding.Missing(var path) ->
                    missing.put(Paths.real(path), "no such file");
            case BackingChain.Finding.FormatNotStated(var overlay, var backing) -> {
                missing.put(Paths.real(backing), "its format is not stated in " + overlay);
                recognise(Paths.real(backing));
            }
            case BackingChain.Finding.NotAFile(var name) ->
                    missing.put(Path.of(name.replace('\0', '?')), "it is not a file of this host");
            case BackingChain.Finding.OutsideRoots(var path) ->
                    missing.put(path, "it lies where no images may be opened");
            case BackingChain.Finding.TooLong(var next) ->
                    missing.put(
                            Paths.real(next),
                            "more than " + BackingChain.LAYERS_MAX + " layers lie on it");
            case BackingChain.Finding.Unreadable(var path, var reason) ->
                    missing.put(Paths.real(path), reason);
        }
    }

    /// What doesn't look like qcow2 is safely raw. What does may be a raw disk whose guest wrote a header
    /// there: it is taken for qcow2 only if that header leads to no other file.
    private void recognise(Path image) {
        try {
            if (!Image.probe(image)) {
                recognised.put(image, ImageFormat.RAW);
                return;
            }
            var info = Image.read(image, ImageFormat.QCOW2);
            if (info.backing().isEmpty() && info.obstacle().isEmpty()) {
                recognised.put(image, ImageFormat.QCOW2);
            }
        } catch (IOException _) {
            // Not recognised: what can't be read is among the missing.
            return;
        }
    }

    private static Layer layer(Path path, ImageInfo info) {
        return new Layer(
                path,
                info.format(),
                !Files.isRegularFile(path),
                info.virtualSize(),
                info.allocatedBytes(),
                info.backing().flatMap(ImageSurvey::backing),
                info.internalSnapshots(),
                info.backing().isPresent() && Image.isEmptyOverlay(path),
                info.obstacle(),
                info.dirty());
    }

    private static Optional<Layer.Backing> backing(Backing backing) {
        return switch (backing) {
            case Backing.OfFile file ->
                    Optional.of(new Layer.Backing(Paths.real(file.path()), file.format()));
            case Backing.OfProtocol _ -> Optional.empty();
        };
    }

    private void directoryOf(Path file) {
        var parent = file.getParent();
        if (parent != null && !parent.startsWith("/dev") && !parent.startsWith("/proc")) {
            directories.add(parent);
        }
    }

    /// Looks through the directories of all images for names that are taken and for overlays that
    /// nobody told us of.
    void lookAround() {
        for (var directory : Set.copyOf(directories)) {
            try (var entries = Files.newDirectoryStream(directory)) {
                for (var entry : entries) {
                    found(entry);
                }
            } catch (IOException | DirectoryIteratorException e) {
                missing.putIfAbsent(directory, "the directory can't be read: " + e.getMessage());
            }
        }
    }

    private void found(Path entry) throws IOException {
        files.add(entry);
        if (layers.containsKey(entry)
                || PartialFile.is(entry)
                || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (Image.probe(entry)) {
                add(entry, ImageFormat.QCOW2);
            }
        } catch (IOException _) {
            // Unreadable, or gone meanwhile: an image that can't be opened can't be used as an
            // overlay either, and its name stays taken.
            return;
        }
    }
}
