package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.io.ChannelFile;
import dev.varve.image.io.ImageFile;
import dev.varve.image.io.ImageFiles;
import dev.varve.image.posix.NativeFile;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.write.Qcow2Writer;
import dev.varve.image.qcow2.write.StaleBitmaps;
import dev.varve.image.transfer.Copying;
import dev.varve.image.transfer.CountingWriter;
import dev.varve.image.transfer.GrowthWriter;
import dev.varve.image.transfer.LayerWriter;
import dev.varve.image.transfer.RawWriter;
import dev.varve.image.transfer.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Moves the data of a run of layers into one of a chain, without any program's help.
final class Engine {
    private final ImageFiles files;

    Engine(ImageFiles files) {
        this.files = files;
    }

    /// {@return the engine on the files of this host, by Linux's calls or, with
    /// `-Dvarve.native=false`, by what Java itself offers}
    static Engine ofHost() {
        return new Engine(
                Boolean.parseBoolean(System.getProperty("varve.native", "true"))
                        ? NativeFile::open
                        : ChannelFile::open);
    }

    ImageFile open(Path path, ImageFile.Access access) throws IOException {
        return files.open(path, access);
    }

    /// Opens a chain for reading, also one that a guest is writing to.
    OpenChain openUnlocked(List<ImageInfo> layers) throws IOException {
        return OpenChain.openUnlocked(files, layers);
    }

    /// What goes where.
    ///
    /// @param layers the whole chain, from top to base
    /// @param run the layers that give, and the one that takes
    /// @param size of the disk afterwards
    /// @param hidesNothing whether what the target doesn't hold reads as zeros afterwards
    record Move(List<ImageInfo> layers, Transfer.Run run, long size, boolean hidesNothing) {
        ImageInfo target() {
            return layers.get(run.target());
        }
    }

    /// {@return the bytes that [#run] would copy}
    long count(Move move) throws IOException {
        try (var chain = openUnlocked(move.layers())) {
            return count(move, chain);
        }
    }

    /// {@return the bytes by which the target's file grows at least when the move is performed}
    long growth(Move move) throws IOException {
        try (var chain = openUnlocked(move.layers())) {
            var target = move.target();
            var writer =
                    new GrowthWriter(
                            chain.stack().layer(move.run().target()),
                            target.clusterSize(),
                            target.extendedL2());
            new Transfer(chain.stack(), move.run(), writer).toEnd(move.size());
            return writer.bytes();
        }
    }

    private static long count(Move move, OpenChain chain) throws IOException {
        var writer = new CountingWriter(move.target().clusterSize(), move.target().extendedL2());
        new Transfer(chain.stack(), move.run(), writer).toEnd(move.size());
        return writer.bytes();
    }

    /// Performs the move. When this returns, the target is on stable storage.
    ///
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws NoSpaceException when the target can't grow; what was taken for it is given back
    /// @return the persistent bitmaps of the target that no longer describe it
    List<String> run(Move move, CopyProgress progress) throws IOException {
        try (var chain = lock(move.layers(), Set.of(move.run().target()))) {
            return run(move, chain, count(move, chain), progress);
        }
    }

    /// Opens a chain with the locks that keep others from it.
    ///
    /// @param written the layers that will be written, or removed
    /// @throws ImageInUseException when a domain or another program has one of the images open
    OpenChain lock(List<ImageInfo> layers, Set<Integer> written) throws IOException {
        return OpenChain.open(files, layers, written);
    }

    /// Performs the move in a chain that is locked.
    ///
    /// @param bytes that will be copied
    List<String> run(Move move, OpenChain chain, long bytes, CopyProgress progress)
            throws IOException {
        var copying = new Copying(progress::at, bytes);
        var stale = markBitmaps(move);
        try (var writer = writer(move, chain, copying)) {
            run(move, chain, writer);
        }
        copying.finish();
        return stale;
    }

    private static void run(Move move, OpenChain chain, LayerWriter writer) throws IOException {
        try {
            writer.begin(move.size());
            new Transfer(chain.stack(), move.run(), writer).toEnd(move.size());
            writer.setSize(move.size());
        } catch (NoSpaceException e) {
            giveBack(writer, e);
            throw e;
        }
    }

    private static void giveBack(LayerWriter writer, NoSpaceException failure) {
        try {
            writer.giveBack();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// What a pull's top reads as doesn't change, so that its bitmaps stay right.
    private List<String> markBitmaps(Move move) throws IOException {
        var target = move.target();
        if (target.bitmaps() == 0 || move.run().target() == 0) {
            return List.of();
        }
        try (var file = files.open(target.path(), ImageFile.Access.READ_WRITE)) {
            return StaleBitmaps.mark(file, HeaderReader.read(file));
        }
    }

    private LayerWriter writer(Move move, OpenChain chain, Copying copying) throws IOException {
        var file = files.open(move.target().path(), ImageFile.Access.READ_WRITE);
        try {
            if (move.target().format() == ImageFormat.RAW) {
                return new RawWriter(file, chain.stack(), copying);
            }
            var header = HeaderReader.read(file);
            return new Qcow2Writer(file, header, chain.stack(), copying, move.hidesNothing());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
