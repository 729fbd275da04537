package dev.varve.cli.virsh;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.Xml;
import dev.varve.libvirt.xml.XmlElement;
import dev.varve.libvirt.xml.XmlException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a `blockcopy` goes.
///
/// @param path of a file or a block device
/// @param format as the user names it; empty for that of the disk
record CopyDestination(String path, boolean block, Optional<String> format) {
    /// {@return what a file with a `<disk>` says}
    ///
    /// @throws CommandFailure where it can't be read, or names anything but a file or a block device
    static CopyDestination read(String file) {
        try {
            var disk = new DomainDisk(Xml.parse(DocumentFile.read(file)));
            return of(disk).orElseThrow(() -> unusable(file));
        } catch (XmlException e) {
            throw new CommandFailure(file + ": " + e.getMessage());
        }
    }

    private static Optional<CopyDestination> of(DomainDisk disk) {
        boolean block = disk.type().equals("block");
        boolean plain = disk.source().filter(s -> s.elements().isEmpty()).isPresent();
        return disk.sourcePath()
                .filter(_ -> plain && (block || disk.type().equals("file")))
                .map(path -> new CopyDestination(path, block, disk.driverType()));
    }

    private static CommandFailure unusable(String file) {
        return new CommandFailure(
                ExitCode.REFUSED,
                file
                        + ": a copy goes into a file or onto a block device: <disk type='file'> or"
                        + " 'block' with a <source> that has a path and nothing in it");
    }

    Path file() {
        return Path.of(path).toAbsolutePath().normalize();
    }

    /// {@return the `<disk>`, as virsh prints it}
    String xml() {
        var source = XmlElement.of("source").withAttribute(block ? "dev" : "file", path);
        var driver =
                format.map(name -> "  " + XmlElement.of("driver").withAttribute("type", name))
                        .map(element -> element + "\n")
                        .orElse("");
        return "<disk type='%s'>\n  %s\n%s</disk>\n"
                .formatted(block ? "block" : "file", source, driver);
    }
}
