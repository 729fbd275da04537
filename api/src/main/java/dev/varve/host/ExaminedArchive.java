package dev.varve.host;

import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.Unrepeatable;
import dev.varve.libvirt.hypervisor.archive.ImportXml;
import dev.varve.operation.VarveException;
import dev.varve.operation.VarveException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An archive that may be imported: its documents don't contradict each other, and whatever its guest gets of this host
/// it gets because somebody says so.
///
/// @param uses what the domain uses besides and what isn't in the archive, in a few words each
/// @param unrepeatable what a copy of the domain can't have
public record ExaminedArchive(DomainArchive archive, List<String> uses, Unrepeatable unrepeatable) {
    private static final int SHOWN = 20;

    public ExaminedArchive {
        uses = List.copyOf(uses);
    }

    /// {@return the archive in a file}
    ///
    /// @param file as the user names it
    /// @param accepted whether the domain may use files, devices and sockets of this host that aren't in the archive
    /// @throws VarveException where it can't be read or may not be imported; nothing has been made
    public static ExaminedArchive of(String file, boolean accepted) {
        var archive = read(file);
        var found = findings(file, archive);
        if (!found.contradictions().isEmpty()) {
            throw refused(file, found.contradictions().getFirst());
        }
        if (!found.references().isEmpty() && !accepted) {
            throw refused(
                    file,
                    "its domain uses what isn't in the archive but on this host: "
                            + some(found.references())
                            + "; with --accept-host-references its guest gets it");
        }
        var uses =
                Stream.concat(
                        found.references().stream(), found.booted().stream().map(Path::toString));
        return new ExaminedArchive(archive, uses.toList(), found.unrepeatable());
    }

    private static DomainArchive read(String file) {
        try {
            return ArchiveFile.read(Path.of(file).toAbsolutePath().normalize());
        } catch (NoSuchFileException _) {
            throw new VarveException(Kind.NOT_FOUND, "cannot import " + file + ": no such file");
        } catch (FileSystemException e) {
            throw refused(file, String.valueOf(e.getReason()));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static ImportXml.Findings findings(String file, DomainArchive archive) {
        try {
            return ImportXml.examine(archive);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static VarveException failed(String file, IOException e) {
        return e instanceof ClosedByInterruptException
                ? new VarveException(Kind.CANCELLED, "cannot import " + file + ": cancelled")
                : refused(file, String.valueOf(e.getMessage()));
    }

    private static VarveException refused(String file, String why) {
        return new VarveException(Kind.UNSUPPORTED, "cannot import " + file + ": " + why);
    }

    private static String some(List<String> references) {
        var shown = references.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return references.size() > SHOWN
                ? shown + " and " + (references.size() - SHOWN) + " more"
                : shown;
    }
}
