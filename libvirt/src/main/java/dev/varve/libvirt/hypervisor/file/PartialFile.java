package dev.varve.libvirt.hypervisor.file;

import dev.varve.image.PartialName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name under which a file is written before it gets its own.
public final class PartialFile {
    private static final String MARK = "mirror-";

    /// What [dev.varve.image.OverlaySpec] allows.
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]+");

    private PartialFile() {}

    /// {@return the name of the file until it is whole}
    ///
    /// @param tag of the domain whose lock the operation holds
    public static Path of(Path file, String tag) {
        return PartialName.of(file, tag);
    }

    /// {@return the name of an empty file that says whose the file is, while it is filled under its own name}
    public static Path mark(Path file, String tag) {
        return of(file, MARK + tag);
    }

    /// {@return whether `path` is the name of what gets the name of `file` once it is whole, whoever's it is}
    public static boolean isOf(Path path, Path file) {
        var before = PartialName.stem(file);
        var name = String.valueOf(path.getFileName());
        if (!is(path) || !name.startsWith(before) || !isBeside(path, file)) {
            return false;
        }
        int end = name.length() - ".partial".length();
        var tag = name.substring(Math.min(before.length(), end), end);
        return TAG.matcher(tag).matches() && !tag.startsWith(MARK);
    }

    private static boolean isBeside(Path path, Path file) {
        return Optional.ofNullable(path.getParent()).equals(Optional.ofNullable(file.getParent()));
    }

    public static boolean is(Path path) {
        var name = String.valueOf(path.getFileName());
        return name.startsWith(".") && name.endsWith(".partial");
    }
}
