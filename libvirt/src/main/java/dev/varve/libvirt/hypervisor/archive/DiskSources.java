package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.xml.XmlElement;
import java.util.Optional;
import java.util.stream.Stream;

/// What a disk lies in, a domain's or a snapshot's, as its archive has it.
final class DiskSources {
    private DiskSources() {}

    /// {@return every file or block device that the XML names for it}
    static Stream<String> paths(XmlElement disk) {
        return disk.children("source").stream()
                .flatMap(source -> Stream.of(source.attribute("file"), source.attribute("dev")))
                .flatMap(Optional::stream);
    }

    /// {@return why it contradicts the manifest, if it does}
    ///
    /// libvirt opens an image as what the XML says; the manifest says what is looked at before.
    ///
    /// @param format what libvirt takes the image for if the XML doesn't say it
    static Optional<String> contradiction(
            XmlElement disk, String title, String format, ArchivedNames names) {
        if (disk.children("source").size() > 1 || disk.children("driver").size() > 1) {
            return Optional.of(title + " has two sources or two drivers");
        }
        var stated =
                disk.child("driver").flatMap(driver -> driver.attribute("type")).orElse(format);
        return paths(disk)
                .flatMap(path -> names.file(path).stream())
                .flatMap(file -> contradiction(file, stated).stream())
                .findFirst()
                .map(why -> title + ": " + why);
    }

    private static Optional<String> contradiction(ArchivedFile file, String stated) {
        if (file.role() != Role.IMAGE) {
            return Optional.of(wrongRole(file));
        }
        return file.format()
                .map(ImageFormat::formatName)
                .filter(format -> !format.equals(stated))
                .map(format ->
                        "member "
                                + file.member()
                                + " is "
                                + format
                                + " by the manifest, and "
                                + stated
                                + " by the XML");
    }

    /// {@return words about a file that is named as something else}
    static String wrongRole(ArchivedFile file) {
        return "member " + file.member() + " is of another kind by the manifest";
    }
}
