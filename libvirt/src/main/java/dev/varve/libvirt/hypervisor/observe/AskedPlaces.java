package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Devices;
import dev.varve.core.model.Place;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.hypervisor.file.Paths;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Images and directories that somebody asks about, whether a domain leads to them or not.
///
/// @param images takes in what is found, after all that the domains name: they state the formats
record AskedPlaces(ImageSurvey images, Set<Path> places) {
    /// Looks through the directories and around the images, then around what those lie on: it may be
    /// elsewhere, with other overlays beside it.
    void look() {
        if (places.isEmpty()) {
            return;
        }
        var asked = new HashSet<Path>();
        for (var place : places) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                images.take(place);
            }
            switch (Paths.locate(place)) {
                case Place.Directory(var path) -> {
                    images.addDirectory(path);
                    asked.add(path);
                    if (Devices.hold(path)) {
                        images.refuse(
                                path,
                                "it has devices, and files there are gone with the next boot");
                    }
                }
                case Place.Image(var path) -> images.directoryOf(path);
                case Place.Nothing _ -> images.addDirectory(place); // It is said to be missing.
            }
        }
        images.lookAround();
        places.forEach(this::add);
        images.lookAround();
        images.noteUnreadable(asked);
    }

    /// What is asked about by its own name is taken for an image: a raw one unless it says that it is
    /// qcow2, or somebody who refers to it says something else.
    private void add(Path place) {
        if (Paths.locate(place) instanceof Place.Image(var path) && !ImageSurvey.isOfKernel(path)) {
            images.addIfOverlay(path);
            if (!images.missing().containsKey(path)) {
                images.add(path, ImageFormat.RAW);
            }
        }
    }
}
