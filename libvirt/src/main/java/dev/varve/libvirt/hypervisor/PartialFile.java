package dev.varve.libvirt.hypervisor;

import java.nio.file.Path;

/// The name under which a file is written before it gets its own.
final class PartialFile {
    private PartialFile() {}

    /// {@return the name of the file until it is whole}
    ///
    /// @param tag of the domain whose lock the operation holds
    static Path of(Path file, String tag) {
        return file.resolveSibling("." + file.getFileName() + "." + tag + ".partial");
    }

    /// {@return the name of an empty file that says whose the file is, while it is filled under its own name}
    static Path mark(Path file, String tag) {
        return of(file, "mirror-" + tag);
    }

    static boolean is(Path path) {
        var name = String.valueOf(path.getFileName());
        return name.startsWith(".") && name.endsWith(".partial");
    }
}
