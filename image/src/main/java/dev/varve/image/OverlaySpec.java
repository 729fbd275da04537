package dev.varve.image;

import java.nio.file.Path;

/// Which overlay to make.
///
/// @param target where; nothing may be there yet
/// @param base the image to place it on
/// @param baseFormat the base's format, which the overlay's header will state
/// @param backingName what the header will say; it must lead to `base`
/// @param tag what tells this attempt's partial file from another's: letters, digits, `-` and `_`
public record OverlaySpec(
        Path target, Path base, ImageFormat baseFormat, String backingName, String tag) {
    public OverlaySpec {
        if (target.getFileName() == null) {
            throw new IllegalArgumentException("an overlay has a file name: " + target);
        }
        if (!tag.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("a tag of letters, digits, - and _: " + tag);
        }
    }

    /// {@return the overlay `target` on `base`, named by its absolute path}
    public static OverlaySpec of(Path target, Path base, ImageFormat baseFormat, String tag) {
        return new OverlaySpec(target, base, baseFormat, base.toAbsolutePath().toString(), tag);
    }

    /// {@return the name under which the overlay is written before it gets its own; whoever finds it
    /// after a crash may remove it}
    public Path partial() {
        return target.resolveSibling("." + target.getFileName() + "." + tag + ".partial");
    }
}
