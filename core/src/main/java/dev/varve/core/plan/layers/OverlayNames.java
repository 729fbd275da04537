package dev.varve.core.plan.layers;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Names of new overlays, as libvirt makes them: what follows the last dot of the image's name is
/// replaced (libvirt: virDomainSnapshotDefAssignExternalNames).
public final class OverlayNames {
    private final Set<Path> taken;
    private final Function<Path, Optional<Path>> places;
    private final Function<Path, String> whose;

    /// Names beside the images.
    ///
    /// @param taken names that aren't to be had
    public OverlayNames(Set<Path> taken) {
        this(taken, Optional::of, _ -> "");
    }

    /// @param taken names that aren't to be had
    /// @param places finds the file that new images of an image go beside
    /// @param whose what is added to the name of an image on this one, so that two domains on it never give one name
    ///     to two images in the same second
    public OverlayNames(
            Set<Path> taken, Function<Path, Optional<Path>> places, Function<Path, String> whose) {
        this.taken = new HashSet<>(taken);
        this.places = places;
        this.whose = whose;
    }

    /// {@return `vda.s1` beside `vda.qcow2`}
    public static Path named(Path image, String ending) {
        var name = image.getFileName().toString();
        var dot = name.lastIndexOf('.');
        var stem = dot > 0 ? name.substring(0, dot) : name;
        return image.resolveSibling(stem + "." + ending);
    }

    /// {@return as [#named]; where the plan has that name for another image, as of `vda.raw` beside `vda.qcow2`, one with all of the
    /// image's name in it: `vda.raw.s1`}
    public static Path named(Path image, String ending, Set<Path> planned) {
        var path = named(image, ending);
        var whole = image.getFileName() + "." + ending;
        for (int i = 1; planned.contains(path); i++) {
            path = image.resolveSibling(i == 1 ? whole : whole + "-" + i);
        }
        return path;
    }

    /// {@return the first of `vda.ending`, `vda.ending-2`, … that nobody has; taken from now on}
    ///
    /// @param image without a place for images, it has the name all the same, and [ImagePlaces#refuse]
    ///     refuses the plan
    public Path free(Path image, String ending) {
        var beside = places.apply(image).orElse(image);
        var own = ending + whose.apply(image);
        var path = named(beside, own);
        for (int i = 2; !taken.add(path); i++) {
            path = named(beside, own + "-" + i);
        }
        return path;
    }

    /// {@return the first of `path`, `path-2`, … that nobody has; taken from now on}
    public Path free(Path path) {
        var free = path;
        for (int i = 2; !taken.add(free); i++) {
            free = path.resolveSibling(path.getFileName() + "-" + i);
        }
        return free;
    }

    /// {@return whether the name was still to be had; it is taken from now on}
    public boolean take(Path path) {
        return taken.add(path);
    }
}
