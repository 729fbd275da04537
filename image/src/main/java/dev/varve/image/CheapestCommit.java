package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The commit of an overlay into an image below it in whichever way copies less: as [Commit] does, or by an
/// [Exchange], in which what `base` holds moves up into the file of `top`, that file gets the base's name, and
/// an empty overlay on it the name of `top`.
///
/// Either way `base` reads as `top` does afterwards, and `top` is a valid overlay on it that reads as before: at
/// every moment of it, too, and after a crash at any moment. One that failed or was interrupted can be run again
/// by whoever has the same tag; until then `top` reads as before, though perhaps without `base` below it.
public final class CheapestCommit {
    private final Commit commit;
    private final Path top;
    private final Path base;
    private final Exchange exchange;
    private final Exchange.State state;
    private final long bytes;

    private CheapestCommit(Engine engine, FileNames names, Path top, Path base, String tag)
            throws IOException {
        this.commit = new Commit(engine);
        this.top = top;
        this.base = base;
        this.exchange = new Exchange(engine, names, top, base, tag);
        this.state = exchange.look();
        this.bytes =
                switch (state) {
                    case Exchange.State.Begun _ -> 0;
                    case Exchange.State.Possible possible -> possible.bytes();
                    case Exchange.State.Refused _ -> Commit.bytes(top, ImageFormat.QCOW2, base);
                };
    }

    /// Finds the way. Nothing is written, and a guest may be running.
    ///
    /// @param top a qcow2 overlay, named by its path without symbolic links; so is `base`
    /// @param tag what tells this attempt's partial files from another's: letters, digits, `-` and `_`
    /// @throws UnsupportedImageException as [Commit#run] does
    public static CheapestCommit of(Path top, Path base, String tag) throws IOException {
        return of(Engine.ofHost(), FileNames.ofHost(), top, base, tag);
    }

    static CheapestCommit of(Engine engine, FileNames names, Path top, Path base, String tag)
            throws IOException {
        return new CheapestCommit(engine, names, top, base, tag);
    }

    /// {@return how many bytes will be copied}
    public long bytes() {
        return bytes;
    }

    /// {@return whether the files exchange their names}
    boolean exchanges() {
        return !(state instanceof Exchange.State.Refused);
    }

    /// Performs it. When this returns, contents and names are on stable storage.
    ///
    /// @return as [Commit#run] does
    /// @throws ImageInUseException when a domain or another program has one of the images open
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public List<String> run(CopyProgress progress) throws IOException {
        if (exchange.run(state, progress)) {
            return List.of();
        }
        return commit.commit(top, ImageFormat.QCOW2, base, progress);
    }
}
