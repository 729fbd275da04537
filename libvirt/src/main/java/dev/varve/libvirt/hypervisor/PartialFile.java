package dev.varve.libvirt.hypervisor;

import java.nio.file.Path;

/// The name under which [dev.varve.image.Overlay] writes an overlay before it gets its own.
final class PartialFile {
    private PartialFile() {}

    static boolean is(Path path) {
        var name = String.valueOf(path.getFileName());
        return name.startsWith(".") && name.endsWith(".partial");
    }
}
