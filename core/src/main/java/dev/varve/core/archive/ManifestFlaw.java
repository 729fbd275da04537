package dev.varve.core.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.image.ImageFormat;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a manifest says and no export has written: whoever takes the files out relies on its being right.
final class ManifestFlaw {
    /// Images of other formats may name files of the host in ways that aren't looked at.
    private static final Set<ImageFormat> FORMATS = Set.of(ImageFormat.QCOW2, ImageFormat.RAW);

    private ManifestFlaw() {}

    /// {@return the first, in words about the archive}
    static Optional<String> of(ArchivedDomain domain) {
        return Stream.of(
                        repeated(domain, ArchivedFile::member)
                                .map(file -> "it lists member " + file.member() + " twice"),
                        repeated(domain, ArchivedFile::origin)
                                .map(file -> "it has two files that were " + file.origin()),
                        repeatedSnapshot(domain),
                        unknownCurrent(domain),
                        alone(domain),
                        unfounded(domain))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<ArchivedFile> repeated(
            ArchivedDomain domain, Function<ArchivedFile, Object> key) {
        var seen = new HashSet<>();
        return domain.files().stream().filter(file -> !seen.add(key.apply(file))).findFirst();
    }

    private static Optional<String> repeatedSnapshot(ArchivedDomain domain) {
        var seen = new HashSet<>();
        return domain.snapshots().stream()
                .map(ArchivedSnapshot::name)
                .filter(name -> !seen.add(name))
                .findFirst()
                .map(name -> "it has two snapshots " + name);
    }

    private static Optional<String> unknownCurrent(ArchivedDomain domain) {
        return domain.current()
                .filter(name ->
                        domain.snapshots().stream().noneMatch(taken -> taken.name().equals(name)))
                .map(name -> "its current snapshot " + name + " isn't among its snapshots");
    }

    private static Optional<String> alone(ArchivedDomain domain) {
        return domain.files().stream().flatMap(file -> flaw(file).stream()).findFirst();
    }

    private static Optional<String> flaw(ArchivedFile file) {
        var member = "member " + file.member();
        var origin = file.origin();
        if (!origin.isAbsolute()
                || origin.getFileName() == null
                || !origin.normalize().equals(origin)) {
            return Optional.of(member + " has no name that a file can have");
        }
        if (file.bytes() < 0) {
            return Optional.of(member + " has less than no data");
        }
        if (file.role() != ArchivedFile.Role.IMAGE) {
            return file.format().isPresent() || file.backing().isPresent()
                    ? Optional.of(member + " is no image, and has a format or a backing image")
                    : Optional.empty();
        }
        if (file.format().filter(FORMATS::contains).isEmpty()) {
            return Optional.of(member + " is neither qcow2 nor raw");
        }
        return file.backing()
                .filter(_ -> !file.format().equals(Optional.of(ImageFormat.QCOW2)))
                .map(_ -> member + " is raw, and lies on another image");
    }

    /// What an image lies on is there before it.
    private static Optional<String> unfounded(ArchivedDomain domain) {
        var images = new HashSet<String>();
        for (var file : domain.files()) {
            if (file.backing().isPresent() && !images.contains(file.backing().get())) {
                return Optional.of(
                        "member "
                                + file.member()
                                + " lies on "
                                + file.backing().get()
                                + ", which is no image that comes before it");
            }
            if (file.role() == ArchivedFile.Role.IMAGE) {
                images.add(file.member());
            }
        }
        return Optional.empty();
    }
}
