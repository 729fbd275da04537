package dev.varve.image;

import dev.varve.image.failure.ImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.FileFacts;
import dev.varve.image.posix.FileStatus;
import dev.varve.image.posix.ImageLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the images of a host say of themselves at one moment: each file is opened once, at the first question
/// about it, and all further questions are answered by what was found then.
///
/// For one thread, which has others look for it in [#readAhead].
public final class HeaderReading {
    /// A few are read before other threads have begun.
    private static final int MANY = 64;

    private final ImageHeaders headers;
    private final Map<Path, Found> found = new HashMap<>();

    private sealed interface Found {
        /// @param open whether a program had it open under QEMU's locks
        /// @param length of the file or the device
        record Told(FileFacts facts, boolean open, long length, ImageHeaders.Said said)
                implements Found {}

        record Failed(IOException why) implements Found {}
    }

    HeaderReading(ImageHeaders headers) {
        this.headers = headers;
    }

    /// Looks at files that are about to be asked for, on all processors where there are many. One that can't be read
    /// fails when it is asked for.
    ///
    /// @return the regular files among them, links left out
    public Set<Path> readAhead(List<Path> files) {
        if (files.size() < MANY) {
            return files.stream().filter(HeaderReading::isRegular).collect(Collectors.toSet());
        }
        var looked =
                files.parallelStream()
                        .filter(HeaderReading::isRegular)
                        .collect(
                                Collectors.toConcurrentMap(
                                        file -> file,
                                        file ->
                                                Optional.ofNullable(found.get(file))
                                                        .orElseGet(() -> find(file))));
        found.putAll(looked);
        return looked.keySet();
    }

    private static boolean isRegular(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /// As [Image#probe].
    public boolean isQcow2(Path path) throws IOException {
        return told(path).said().qcow2();
    }

    /// As [Image#read].
    public ImageInfo read(Path path, ImageFormat format) throws IOException {
        var told = told(path);
        if (format == ImageFormat.QCOW2 && told.said().qcow2()) {
            return qcow2(told);
        }
        return format == ImageFormat.RAW
                ? Image.raw(path, told.length(), told.facts().allocatedBytes())
                : Image.read(path, format);
    }

    private static ImageInfo qcow2(Found.Told told) throws IOException {
        if (told.said().flaw().isPresent()) {
            throw told.said().flaw().get();
        }
        return told.said().header().orElseThrow().allocating(told.facts().allocatedBytes());
    }

    /// As [BackingChain#open(Path, ImageFormat)].
    public BackingChain chain(Path top, ImageFormat format) {
        return BackingChain.open(
                top,
                format,
                new HeaderSource() {
                    @Override
                    public Object identity(Path path) throws IOException {
                        return found.get(path) instanceof Found.Told told
                                ? HeaderReading.identity(told.facts().stamp())
                                : BackingChain.identity(path);
                    }

                    @Override
                    public ImageInfo read(Path path, ImageFormat stated) throws IOException {
                        return HeaderReading.this.read(path, stated);
                    }
                });
    }

    /// As [BackingChain#identity] has it.
    static Object identity(FileFacts.Stamp stamp) {
        return stamp.device() + ":" + stamp.inode();
    }

    /// As [References#of].
    public Set<Path> references(Path path) throws IOException {
        var said = told(path).said();
        return said.qcow2() ? said.references() : References.of(path);
    }

    /// As [Image#isEmptyOverlay].
    public boolean isEmptyOverlay(Path path) {
        try {
            return told(path).said().empty();
        } catch (IOException _) {
            return false;
        }
    }

    /// As [Image#isOpen].
    public boolean isOpen(Path path) throws IOException {
        return told(path).open();
    }

    /// {@return what the host says of the file}
    public HostFile file(Path path) throws IOException {
        var facts = told(path).facts();
        return new HostFile(
                facts.type() == FileStatus.Type.REGULAR,
                facts.links(),
                facts.user(),
                facts.group(),
                facts.mode());
    }

    private Found.Told told(Path path) throws IOException {
        return switch (found.computeIfAbsent(path, this::find)) {
            case Found.Told told -> told;
            case Found.Failed(var why) -> throw why;
        };
    }

    private Found find(Path path) {
        try {
            Image.statusOfImage(path);
            try (var file = Engine.ofHost().open(path, ImageFile.Access.READ)) {
                return look(path, file);
            }
        } catch (IOException e) {
            return new Found.Failed(e);
        }
    }

    /// Who has it open is asked before and after; what is kept was read while nobody had.
    private Found look(Path path, ImageFile file) throws IOException {
        boolean open = ImageLocks.isOpen(file);
        long before = headers.now();
        var facts = FileFacts.of(file);
        boolean regular = facts.type() == FileStatus.Type.REGULAR;
        long length = regular ? facts.stamp().size() : file.length();
        if (open || !regular) {
            headers.forget(path);
            return new Found.Told(facts, open, length, say(path, file, facts));
        }
        var known = headers.said(path, facts.stamp());
        if (known.isPresent()) {
            return new Found.Told(facts, false, length, known.get());
        }
        var said = say(path, file, facts);
        open = ImageLocks.isOpen(file);
        if (open || said.flaw().filter(why -> !(why instanceof ImageException)).isPresent()) {
            headers.forget(path); // What a device refused to read, it may read the next time.
        } else {
            headers.keep(path, facts, before, said);
        }
        return new Found.Told(facts, open, length, said);
    }

    private static ImageHeaders.Said say(Path path, ImageFile file, FileFacts facts)
            throws IOException {
        if (!Image.beginsAsQcow2(file)) {
            // A raw disk, mostly. What its guest has written there is no header of anything, as
            // long as
            // nobody asks what else the file may be.
            return new ImageHeaders.Said(
                    false, Optional.empty(), Optional.empty(), Set.of(), false);
        }
        var references = References.of(file, path);
        try {
            var header = Image.readQcow2(path, file, facts.allocatedBytes());
            boolean empty = header.backing().isPresent() && Image.isEmptyOverlay(file);
            return new ImageHeaders.Said(
                    true, Optional.of(header), Optional.empty(), references, empty);
        } catch (IOException e) {
            // It matters to who takes the file for qcow2: of a raw disk nothing of this was asked.
            return new ImageHeaders.Said(true, Optional.empty(), Optional.of(e), references, false);
        }
    }
}
