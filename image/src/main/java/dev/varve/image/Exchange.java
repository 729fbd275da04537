package dev.varve.image;

import dev.varve.image.Engine.Move;
import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.write.BackingName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A commit the other way round (decision 0023):
///
/// 1. an empty overlay on `base` is made, under the partial name of `top`,
/// 2. the file of `top` gets a second name, the partial name of `base`,
/// 3. what it lacks of `base` and the layers between is pulled into it; it lies on the base's backing image then,
/// 4. its second name becomes `base`,
/// 5. the empty overlay becomes `top`.
///
/// Before and after each of these, whatever a crash loses or keeps of it, both names read as they should: `top`
/// always the same, `base` as before until 4 and as `top` from then on. What is there tells how far it has come.
final class Exchange {
    /// For tables, the empty overlay, and what others write meanwhile.
    private static final long MARGIN = 64 << 20;

    private final Engine engine;
    private final Path top;
    private final Path base;
    private final FileNames names;
    private final OverlaySpec overlay;
    private final Path second;

    /// @param tag of the partial files
    Exchange(Engine engine, FileNames names, Path top, Path base, String tag) {
        this.engine = engine;
        this.names = names;
        this.top = top;
        this.base = base;
        var replaced = OverlaySpec.of(top, base, ImageFormat.QCOW2, tag);
        this.overlay = OverlaySpec.of(replaced.partial(), base, ImageFormat.QCOW2, tag);
        this.second = OverlaySpec.of(base, base, ImageFormat.QCOW2, tag).partial();
    }

    /// How far it has come.
    sealed interface State {
        /// It can't be done, or costs more than a commit.
        record Refused() implements State {}

        /// It can be done.
        ///
        /// @param layers from the top to the bottom
        /// @param at the place of the base
        /// @param bytes that will be copied
        record Possible(List<ImageInfo> layers, int at, long bytes) implements State {}

        /// All data has been pulled: names are missing.
        record Begun() implements State {}
    }

    State look() throws IOException {
        if (isBegun()) {
            return new State.Begun();
        }
        var layers = OfflineChain.open(top, ImageFormat.QCOW2).layers();
        int at = OfflineChain.place(layers, base);
        if (isSmall(layers, at) || !conditions(layers, at).hold()) {
            return new State.Refused();
        }
        var bytes = cheaper(layers, at);
        return bytes.isPresent()
                ? new State.Possible(layers, at, bytes.getAsLong())
                : new State.Refused();
    }

    /// The empty overlay is there before `top` leaves its place on `base`, and until it has its name. Where both
    /// names are one file already, it can be made anew, should somebody have removed it.
    private boolean isBegun() throws IOException {
        if (haveOneFile()) {
            return true;
        }
        if (!Files.isRegularFile(overlay.target(), LinkOption.NOFOLLOW_LINKS)
                || !Image.isEmptyOverlay(overlay.target())
                || !liesOn(overlay.target(), base)) {
            return false;
        }
        var chain = BackingChain.open(top, ImageFormat.QCOW2).layers();
        for (var layer : chain) {
            if (Image.sameFile(layer.path(), base)) {
                return false;
            }
        }
        return backing(top).equals(backing(base));
    }

    /// Two names of it, none of which leads through the other: the file keeps one when the other is replaced.
    private boolean haveOneFile() throws IOException {
        return Image.sameFile(top, base)
                && !top.equals(base)
                && Optional.ofNullable(top.getParent())
                        .equals(Optional.ofNullable(base.getParent()))
                && Files.isRegularFile(top, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(base, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean liesOn(Path image, Path below) throws IOException {
        return backing(image).orElseThrow() instanceof Backing.OfFile file
                && file.path().equals(below);
    }

    private static Optional<Backing> backing(Path image) throws IOException {
        return Image.read(image, ImageFormat.QCOW2).backing();
    }

    /// Whether the removal of the base alone costs more than a commit: nothing has to be counted then.
    private static boolean isSmall(List<ImageInfo> layers, int at) {
        long above = layers.subList(0, at).stream().mapToLong(ImageInfo::allocatedBytes).sum();
        return layers.get(at).allocatedBytes() / 2
                >= above + layers.getFirst().allocatedBytes() / 2;
    }

    /// The bytes of a pull, if that and the removal of the old base cost less than a commit and the removal of
    /// the overlay: the removal of a byte costs about half of what copying it does. What a plan said of a
    /// commit stays a bound.
    private OptionalLong cheaper(List<ImageInfo> layers, int at) throws IOException {
        long pulled = engine.count(pull(layers, at));
        long committed = engine.count(Commit.move(layers, at));
        long exchange = pulled + layers.get(at).allocatedBytes() / 2;
        long commit = committed + layers.getFirst().allocatedBytes() / 2;
        return pulled <= committed && exchange < commit && hasRoom(pulled)
                ? OptionalLong.of(pulled)
                : OptionalLong.empty();
    }

    /// A commit over what is there needs none.
    private boolean hasRoom(long bytes) throws IOException {
        return Files.getFileStore(top).getUsableSpace() >= bytes + MARGIN;
    }

    private ExchangeConditions conditions(List<ImageInfo> layers, int at) {
        return new ExchangeConditions(engine, top, base, second, layers.subList(0, at + 1));
    }

    private static Move pull(List<ImageInfo> layers, int at) {
        return Pull.move(layers, at + 1);
    }

    /// Performs what [#look] found, or goes on with it.
    ///
    /// @return false, with nothing changed that can be seen, if it isn't possible
    /// @throws ImageInUseException when a domain or another program has one of the images open
    boolean run(State state, CopyProgress progress) throws IOException {
        return switch (state) {
            case State.Refused _ -> {
                removePartial();
                yield false;
            }
            case State.Begun _ -> {
                finish();
                yield true;
            }
            case State.Possible(var layers, int at, long bytes) ->
                    exchange(layers, at, bytes, progress);
        };
    }

    private void removePartial() throws IOException {
        names.remove(second);
        names.remove(overlay.target());
        names.remove(overlay.partial());
    }

    private boolean exchange(List<ImageInfo> layers, int at, long bytes, CopyProgress progress)
            throws IOException {
        try (var chain = engine.lock(layers, Set.of(0, at))) {
            if (!conditions(layers, at).hold()) {
                return false; // Somebody has made a link meanwhile.
            }
            removePartial();
            if (!prepare(layers.getFirst())) {
                removePartial();
                return false;
            }
            if (!pull(layers, at, chain, bytes, progress)
                    || !name(layers.get(at).backing())
                    || !takeBase(layers.get(at))) {
                removePartial();
                return false;
            }
            names.move(overlay.target(), top);
            return true;
        }
    }

    /// Makes the overlay hold what it lacks of all down to the base, and gives it the base's mode.
    ///
    /// A pull reads the base and takes room for what it holds. A commit does neither, so that it may do where
    /// a pull doesn't: where a quota is full, or the base has a sector that can't be read. What has been
    /// pulled by then changes nothing. Where the commit fails too, it says why.
    ///
    /// @return false if that failed
    private boolean pull(
            List<ImageInfo> layers, int at, OpenChain chain, long bytes, CopyProgress progress)
            throws IOException {
        try {
            var _ = engine.run(pull(layers, at), chain, bytes, progress);
            Files.setPosixFilePermissions(top, Files.getPosixFilePermissions(base));
            return true;
        } catch (InterruptedIOException e) {
            removePartial();
            throw e;
        } catch (FileSystemException | CorruptImageException | UnsupportedImageException _) {
            return false;
        } catch (IOException | RuntimeException e) {
            removePartial();
            throw e;
        }
    }

    /// Makes the empty overlay and the second name: on stable storage, for they tell that it has begun.
    ///
    /// @return false where that can't be had: without hard links, or the right to write into the directory
    private boolean prepare(ImageInfo topInfo) throws IOException {
        try {
            makeOverlay(overlay.sized(topInfo.virtualSize()));
            names.link(second, top);
            return true;
        } catch (FileSystemException | UnsupportedOperationException _) {
            return false;
        }
    }

    private void makeOverlay(OverlaySpec spec) throws IOException {
        var _ = new Overlay(engine).make(spec);
        Files.setPosixFilePermissions(spec.target(), Files.getPosixFilePermissions(top));
    }

    /// Puts `top` on another backing image, as which it reads.
    ///
    /// @return false where its header has no room for that name
    private boolean name(Optional<Backing> backing) throws IOException {
        try (var file = engine.open(top, ImageFile.Access.READ_WRITE)) {
            return BackingName.write(
                    file,
                    backing.map(below ->
                            new BackingName.Stated(
                                    below.name(), below.format().orElseThrow().formatName())));
        }
    }

    /// Gives the base's name to the file of `top`. Where that can't be had, `top` is put on the base again, as
    /// which it reads.
    private boolean takeBase(ImageInfo baseInfo) throws IOException {
        try {
            names.move(second, base);
        } catch (IOException e) {
            if (Image.sameFile(top, base) || !name(Optional.of(onBase(baseInfo)))) {
                throw e;
            }
            return false;
        }
        return true;
    }

    private Backing onBase(ImageInfo baseInfo) {
        return new Backing.OfFile(base.toString(), base, Optional.of(baseInfo.format()));
    }

    private void finish() throws IOException {
        try (var _ = ImageLocks.toWrite(top)) {
            if (!haveOneFile()) {
                takeBaseAfterCut();
            }
            names.move(overlayAfterCut(), top);
            removePartial();
        }
    }

    private void takeBaseAfterCut() throws IOException {
        try (var _ = ImageLocks.toWrite(base)) {
            names.remove(second);
            names.link(second, top);
            names.move(second, base);
        }
    }

    /// {@return the empty overlay, made anew where somebody has made the disk larger since, or has removed it}
    private Path overlayAfterCut() throws IOException {
        long size = Image.read(top, ImageFormat.QCOW2).virtualSize();
        if (Image.isEmptyOverlay(overlay.target())
                && liesOn(overlay.target(), base)
                && Image.read(overlay.target(), ImageFormat.QCOW2).virtualSize() == size) {
            return overlay.target();
        }
        var other = OverlaySpec.of(second, base, ImageFormat.QCOW2, overlay.tag());
        names.remove(other.partial());
        names.remove(second);
        makeOverlay(other.sized(size));
        return second;
    }
}
