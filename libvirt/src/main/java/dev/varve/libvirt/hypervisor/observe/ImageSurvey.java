package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Devices;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer;
import dev.varve.image.Backing;
import dev.varve.image.BackingChain;
import dev.varve.image.HeaderReading;
import dev.varve.image.ImageFormat;
import dev.varve.image.ImageInfo;
import dev.varve.image.InternalSnapshots;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.hypervisor.file.Paths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The images of a host: those that libvirt's XML names, what their headers lead to, and what lies in
/// the same directories and in storage pools.
final class ImageSurvey {
    private final Map<Path, Layer> layers = new HashMap<>();
    private final Map<Path, String> missing = new HashMap<>();
    private final Map<Path, ImageFormat> recognised = new HashMap<>();
    private final Set<Path> files = new HashSet<>();
    private final Set<Path> directories = new HashSet<>();
    private final Set<Path> named = new HashSet<>();
    private final Set<Path> looked = new HashSet<>();
    private final HeaderReading headers;
    private final LayerFiles layerFiles;

    ImageSurvey(HeaderReading headers) {
        this.headers = headers;
        this.layerFiles = new LayerFiles(headers);
    }

    Map<Path, Layer> layers() {
        return layers;
    }

    /// {@return the image and all that it is known to lie on}
    Set<Path> chain(Path top) {
        return Layer.chain(top, path -> Optional.ofNullable(layers.get(path))).stream()
                .map(Layer::path)
                .collect(Collectors.toSet());
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
    ///
    /// @param top symbolic links resolved
    void add(Path top, ImageFormat format) {
        if (layers.containsKey(top)) {
            return;
        }
        directoryOf(top);
        var chain = headers.chain(top, format);
        for (var info : chain.layers()) {
            var path = info.path().equals(top) ? top : Paths.real(info.path());
            directoryOf(path);
            layers.putIfAbsent(path, layer(path, info));
        }
        chain.brokenBy().ifPresent(this::note);
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

    private void note(BackingChain.Break broken) {
        switch (broken) {
            case BackingChain.Break.Loop(var path) ->
                    missing.put(Paths.real(path), "its backing chain is a loop");
            case BackingChain.Break.Missing(var path) ->
                    missing.put(Paths.real(path), "no such file");
            case BackingChain.Break.FormatNotStated(var overlay, var backing) -> {
                missing.put(Paths.real(backing), "its format is not stated in " + overlay);
                recognise(Paths.real(backing));
            }
            case BackingChain.Break.NotAFile(var name) ->
                    missing.put(Path.of(name.replace('\0', '?')), "it is not a file of this host");
            case BackingChain.Break.OutsideRoots(var path) ->
                    missing.put(path, "it lies where no images may be opened");
            case BackingChain.Break.TooLong(var next) ->
                    missing.put(
                            Paths.real(next),
                            "more than " + BackingChain.LAYERS_MAX + " layers lie on it");
            case BackingChain.Break.Unreadable(var path, var reason) ->
                    missing.put(Paths.real(path), reason);
        }
    }

    /// What doesn't look like qcow2 is safely raw. What does may be a raw disk whose guest wrote a header
    /// there: it is taken for qcow2 only if that header leads to no other file.
    private void recognise(Path image) {
        try {
            if (!headers.isQcow2(image)) {
                recognised.put(image, ImageFormat.RAW);
                return;
            }
            var info = headers.read(image, ImageFormat.QCOW2);
            if (info.backing().isEmpty() && info.obstacle().isEmpty()) {
                recognised.put(image, ImageFormat.QCOW2);
            }
        } catch (IOException _) {
            // Not recognised: what can't be read is among the missing.
            return;
        }
    }

    private Layer layer(Path path, ImageInfo info) {
        return new Layer(
                path,
                info.format(),
                !isRegular(path),
                info.virtualSize(),
                info.allocatedBytes(),
                info.backing().flatMap(ImageSurvey::backing),
                internalSnapshots(path, info.internalSnapshots()),
                info.backing().isPresent() && headers.isEmptyOverlay(path),
                info.obstacle(),
                mark(info),
                layerFiles.of(path, info));
    }

    private static Layer.Mark mark(ImageInfo info) {
        if (info.corrupt()) {
            return Layer.Mark.CORRUPT;
        }
        return info.dirty() ? Layer.Mark.DIRTY : Layer.Mark.NONE;
    }

    /// A table that can't be read, as while a guest's QEMU changes it, still tells how many it has.
    private static List<InternalSnapshot> internalSnapshots(Path path, int count) {
        if (count == 0) {
            return List.of();
        }
        try {
            return InternalSnapshots.of(path).stream()
                    .map(held -> new InternalSnapshot(held.id(), held.name(), held.unchanged()))
                    .toList();
        } catch (IOException _) {
            return Collections.nCopies(count, new InternalSnapshot("", "", false));
        }
    }

    private boolean isRegular(Path path) {
        try {
            return headers.file(path).regular();
        } catch (IOException _) {
            return Files.isRegularFile(path);
        }
    }

    private static Optional<Layer.Backing> backing(Backing backing) {
        return switch (backing) {
            case Backing.OfFile file ->
                    Optional.of(new Layer.Backing(Paths.real(file.path()), file.format()));
            case Backing.OfProtocol _ -> Optional.empty();
        };
    }

    /// Has the directory of a file looked through.
    void directoryOf(Path file) {
        var parent = file.getParent();
        if (parent != null && !Devices.hold(parent) && !parent.startsWith("/proc")) {
            directories.add(parent);
        }
    }

    /// Has the names in the file's directory taken, whatever the files are.
    void addNamesBeside(Path file) {
        Optional.ofNullable(file.getParent()).ifPresent(named::add);
    }

    /// Has a directory looked through, too.
    void addDirectory(Path directory) {
        directories.add(directory);
    }

    /// Notes that a name is taken, as it was asked for.
    void take(Path name) {
        files.add(name);
    }

    /// Says of a directory why nothing can be put there.
    void refuse(Path directory, String why) {
        missing.put(directory, why);
    }

    /// Looks through the directories of all images, and those that were added, for names that are taken and for overlays that
    /// nobody told us of; those that were looked through before are left out.
    void lookAround() {
        for (var directory : Set.copyOf(directories)) {
            if (!looked.add(directory)) {
                continue;
            }
            try {
                found(directory, entries(directory));
            } catch (IOException e) {
                missing.putIfAbsent(directory, unread(e));
            }
        }
        named.removeAll(directories);
        named.forEach(this::takeNames);
    }

    private void found(Path directory, List<Path> entries) {
        files.addAll(entries);
        var whole = entries.stream().filter(entry -> !PartialFile.is(entry)).toList();
        // No link leads to what is no link, in a directory to which none leads.
        boolean real = Paths.real(directory).equals(directory);
        var own = real ? headers.readAhead(whole) : Set.<Path>of();
        for (var entry : whole) {
            if (own.contains(entry)) {
                addIfOverlay(entry);
            } else if (Files.isRegularFile(entry)) {
                addIfOverlay(Paths.real(entry));
            }
        }
    }

    private static String unread(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such directory";
            case NotDirectoryException _ -> "it is not a directory";
            default -> "the directory can't be read: " + e.getMessage();
        };
    }

    /// A named pipe in a directory's place would be waited for until somebody writes into it.
    private static List<Path> entries(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        try (var entries = Files.list(directory)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private void takeNames(Path directory) {
        try {
            files.addAll(entries(directory));
        } catch (IOException _) {
            // Not there, or not readable: whoever makes a file there makes it exclusively.
            return;
        }
    }

    /// Takes in what could be a raw image that isn't where it is named: a file of the same name that
    /// leads to no other. The others are known by their magic.
    void addNamesakes() {
        var names = new HashSet<Path>();
        missing.keySet().stream().map(Path::getFileName).forEach(names::add);
        for (var file : Set.copyOf(files)) {
            if (names.contains(file.getFileName())
                    && !layers.containsKey(file)
                    && !missing.containsKey(file)
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && leadsNowhere(file)) {
                add(file, ImageFormat.RAW);
            }
        }
    }

    private boolean leadsNowhere(Path file) {
        try {
            return !headers.isQcow2(file) && headers.references(file).isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    /// Takes in a file or block device if it says that it is qcow2.
    void addIfOverlay(Path image) {
        if (layers.containsKey(image) || isOfKernel(image)) {
            return;
        }
        try {
            if (headers.isQcow2(image)) {
                add(image, ImageFormat.QCOW2);
            }
        } catch (IOException _) {
            // Unreadable, or gone meanwhile: an image that can't be opened can't be used as an
            // overlay either, and its name stays taken.
            return;
        }
    }

    /// Notes of the files in directories that somebody asks about which ones couldn't be looked at: an image that
    /// can't be opened would be left out without a word.
    void noteUnreadable(Set<Path> asked) {
        for (var file : files) {
            if (asked.contains(file.getParent())
                    && !layers.containsKey(file)
                    && !missing.containsKey(file)
                    && !PartialFile.is(file)
                    && Files.isRegularFile(file)) {
                noteUnreadable(file);
            }
        }
    }

    private void noteUnreadable(Path file) {
        try {
            var _ = headers.isQcow2(file);
        } catch (AccessDeniedException _) {
            missing.put(file, "permission denied");
        } catch (IOException e) {
            missing.put(file, String.valueOf(e.getMessage()));
        }
    }

    static boolean isOfKernel(Path file) {
        return file.startsWith("/proc") || file.startsWith("/sys");
    }
}
