package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A qemu-nbd that shows an image, read-only, to as many clients as come.
///
/// While it runs nobody can write to a layer of the image. It ends with this process, however that
/// ends, and takes its socket along.
public final class NbdServer implements Closeable {
    private static final String PROGRAM = "qemu-nbd";
    private static final String DESCRIPTION = "--description=";
    private static final String OURS = "varve nbd (process %d)";

    private final PinnedChain chain;
    private final NbdAddress address;
    private final WatchedProcess process;

    private NbdServer(PinnedChain chain, NbdAddress address, WatchedProcess process) {
        this.chain = chain;
        this.address = address;
        this.process = process;
    }

    /// Starts a server; when this returns, clients can connect.
    ///
    /// @param requested where it is to listen; else on a socket in a directory of its own
    /// @throws FileAlreadyExistsException when there is something where the socket is to be
    /// @throws NoSuchFileException when there is no directory for it
    /// @throws NotDirectoryException when something else is where its directory is to be
    /// @throws UnsupportedImageException when the image or one below it can't be read safely, or there
    ///     is no such snapshot
    /// @throws ImageInUseException when a domain or another program writes to one of them
    /// @throws InterruptedException then nothing is left of it
    public static NbdServer start(NbdSource source, Optional<NbdAddress> requested)
            throws IOException, InterruptedException {
        requireFree(requested);
        var chain = PinnedChain.open(source.image(), source.format());
        try {
            requireSnapshot(source);
            var directory = Files.createTempDirectory("varve-nbd-", ownerOnly());
            var address = requested.orElse(new NbdAddress.UnixSocket(directory.resolve("socket")));
            return new NbdServer(chain, address, run(source, chain, address, directory));
        } catch (IOException | InterruptedException | RuntimeException e) {
            chain.close();
            throw e;
        }
    }

    private static WatchedProcess run(
            NbdSource source, PinnedChain chain, NbdAddress address, Path directory)
            throws IOException, InterruptedException {
        var ready = directory.resolve("ready");
        try {
            return WatchedProcess.start(line(source, chain, address, ready), ready);
        } catch (IOException | InterruptedException e) {
            removeSocket(address);
            Files.deleteIfExists(directory); // Of a server that never came to be.
            throw e;
        }
    }

    private static void requireFree(Optional<NbdAddress> requested) throws IOException {
        for (var address : requested.stream().toList()) {
            if (address instanceof NbdAddress.UnixSocket(var path)) {
                requireFree(path);
            }
        }
    }

    /// qemu-nbd removes whatever has the name of its socket.
    private static void requireFree(Path socket) throws IOException {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(socket.toString());
        }
        for (var directory : Optional.ofNullable(socket.getParent()).stream().toList()) {
            if (Files.notExists(directory)) {
                throw new NoSuchFileException(directory.toString());
            }
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
        }
    }

    private static void requireSnapshot(NbdSource source) throws IOException {
        if (source.snapshot().isEmpty()) {
            return;
        }
        var wanted = source.snapshot().get();
        var held =
                InternalSnapshots.of(source.image()).stream()
                        .filter(each ->
                                each.id().equals(wanted.id()) && each.name().equals(wanted.name()))
                        .findFirst()
                        .orElseThrow(() ->
                                new UnsupportedImageException(
                                        source.image(),
                                        "internal snapshot " + wanted.name(),
                                        "none"));
        long now = Image.read(source.image(), ImageFormat.QCOW2).virtualSize();
        if (held.virtualSize() != now) {
            // qemu-nbd would show as many bytes as the disk has now.
            throw new UnsupportedImageException(
                    source.image(),
                    "internal snapshot %s of a disk of %d bytes, which it has now"
                            .formatted(wanted.name(), now),
                    held.virtualSize() + " bytes; clone the snapshot with --full, and serve that");
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    private static List<String> line(
            NbdSource source, PinnedChain chain, NbdAddress address, Path ready)
            throws IOException {
        var line = new ArrayList<>(List.of(PROGRAM, "--read-only", "--persistent", "--shared=0"));
        line.addAll(address.options());
        line.add("--pid-file=" + ready);
        line.add(DESCRIPTION + OURS.formatted(ProcessHandle.current().pid()));
        source.snapshot().ifPresent(snapshot -> line.add(load(snapshot)));
        line.add(BlockNodes.name(chain.layers()));
        return line;
    }

    private static String load(NbdSource.Internal snapshot) {
        return "--load-snapshot=snapshot.id=%s,snapshot.name=%s"
                .formatted(
                        QemuImg.optionValue(snapshot.id()), QemuImg.optionValue(snapshot.name()));
    }

    /// {@return who serves what the process with these arguments has open, in a few words, if it is a
    /// qemu-nbd}
    ///
    /// @param process its number
    public static Optional<String> whose(List<String> arguments, long process) {
        if (arguments.isEmpty() || !arguments.getFirst().matches("(.*/)?" + PROGRAM)) {
            return Optional.empty();
        }
        var ours = OURS.replace("(", "\\(").replace(")", "\\)").formatted(0).replace("0", "[0-9]+");
        return arguments.stream()
                .filter(argument -> argument.startsWith(DESCRIPTION))
                .map(argument -> argument.substring(DESCRIPTION.length()))
                .filter(description -> description.matches(ours))
                .findFirst()
                .or(() -> Optional.of(PROGRAM + " (process " + process + ")"));
    }

    /// {@return where it listens}
    public NbdAddress address() {
        return address;
    }

    /// Waits until the server ends, which it does by itself only when something is wrong.
    ///
    /// @return what it said
    public String awaitEnd() throws InterruptedException {
        return process.awaitEnd();
    }

    /// Ends the server, whoever reads from it, and removes its socket.
    @Override
    public void close() throws IOException {
        process.close();
        chain.close();
        removeSocket(address);
    }

    /// Where the server was killed, it is still there.
    private static void removeSocket(NbdAddress address) throws IOException {
        if (address instanceof NbdAddress.UnixSocket(var path)) {
            Files.deleteIfExists(path);
        }
    }
}
