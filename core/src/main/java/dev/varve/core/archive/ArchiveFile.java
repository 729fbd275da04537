package dev.varve.core.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.DomainArchive;
import dev.varve.image.Archive;
import dev.varve.image.ArchiveWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// A domain with all its snapshots in a tar archive: a `domain.xml`, a document per snapshot, the files,
/// and last a `manifest.json` with the digests of all of them.
public final class ArchiveFile {
    private static final String DEFINITION = "domain.xml";

    private static final int TEXT_MAX = 16 << 20;

    private ArchiveFile() {}

    /// Writes a domain into a new file, readable by its owner alone, that has its name once it is whole.
    ///
    /// Throws as [#write] does, and [java.nio.file.FileAlreadyExistsException] for the file.
    ///
    /// @param partial its name until then, beside it; one that is there is taken for that of an attempt that
    ///     was killed
    public static ArchivedDomain create(
            ArchivedDomain domain, Path file, Path partial, Instant time, LongConsumer added)
            throws IOException {
        var written = new ArchivedDomain[1];
        ArchiveWriter.inFile(file, partial, out -> written[0] = write(domain, out, time, added));
        return written[0];
    }

    /// Writes a domain whose guest doesn't run. While this goes on nobody can start it: the files are
    /// locked.
    ///
    /// @param added is told of the bytes of files as they are added, holes apart
    /// @return the domain, with how much data each file has
    /// @throws dev.varve.image.failure.ImageInUseException when a program has one of the files open for
    ///     writing
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static ArchivedDomain write(
            ArchivedDomain domain, OutputStream out, Instant time, LongConsumer added)
            throws IOException {
        try (var writer = ArchiveWriter.begin(out, domain.origins(), time)) {
            var digests = new TreeMap<String, String>();
            digests.put(DEFINITION, writer.add(DEFINITION, bytes(domain.definition())));
            var snapshots = new ArrayList<Manifest.Snapshot>();
            for (var snapshot : domain.snapshots()) {
                var member = "snapshots/" + (snapshots.size() + 1) + ".xml";
                digests.put(member, writer.add(member, bytes(snapshot.document())));
                snapshots.add(new Manifest.Snapshot(snapshot.name().value(), member));
            }
            var files = new ArrayList<ArchivedFile>();
            for (var file : domain.files()) {
                var held = new long[1];
                LongConsumer counted =
                        bytes -> {
                            held[0] += bytes;
                            added.accept(bytes);
                        };
                digests.put(file.member(), writer.add(file.member(), file.origin(), counted));
                files.add(file.withBytes(held[0]));
            }
            var whole = domain.withFiles(files);
            var manifest = Manifest.of(whole, DEFINITION, snapshots, digests, time);
            writer.add(Manifest.MEMBER, manifest.json());
            writer.finish();
            return whole;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Reads what an archive holds, its files apart: their digests are looked at when they are taken out.
    ///
    /// @throws FileSystemException for what is no such archive, or isn't whole
    public static DomainArchive read(Path path) throws IOException {
        var archive = Archive.open(path);
        var json =
                archive.contents(Manifest.MEMBER, TEXT_MAX)
                        .orElseThrow(() ->
                                unfit(
                                        path,
                                        "it has no manifest: it is cut off, or something else"));
        try {
            var manifest = Manifest.read(json);
            var domain = manifest.domain(member -> text(path, archive, manifest, member));
            requireWhole(path, archive, domain);
            return new DomainArchive(path, domain, manifest.sha256());
        } catch (IllegalArgumentException e) {
            throw unfit(path, String.valueOf(e.getMessage()));
        }
    }

    private static String text(Path path, Archive archive, Manifest manifest, String member)
            throws IOException {
        var bytes = archive.contents(member, TEXT_MAX).orElseThrow(() -> lacks(path, member));
        if (!sha256(bytes).equals(manifest.sha256().get(member))) {
            throw unfit(path, "member " + member + ": it is damaged: its SHA-256 is another");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void requireWhole(Path path, Archive archive, ArchivedDomain domain)
            throws IOException {
        for (var file : domain.files()) {
            if (archive.data(file.member()).isEmpty()) {
                throw lacks(path, file.member());
            }
        }
        var flaw = ManifestFlaw.of(domain);
        if (flaw.isPresent()) {
            throw unfit(path, flaw.get());
        }
    }

    private static FileSystemException lacks(Path path, String member) {
        return unfit(path, "it has no member " + member);
    }

    private static FileSystemException unfit(Path path, String why) {
        return new FileSystemException(path.toString(), null, why);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
