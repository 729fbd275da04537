package dev.varve.core.plan.layers;

import dev.varve.core.model.Devices;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the new images of a domain go: into the directory that the user names, else beside the image
/// that they lie on or are copied from. A device has no directory for files. What lies on one goes beside
/// the domain's nearest overlay above it that is a file.
public final class ImagePlaces {
    private final HostState state;
    private final Domain domain;
    private final Optional<Path> directory;

    /// @param directory where the user wants them; empty for beside the images
    public ImagePlaces(HostState state, Domain domain, Optional<Path> directory) {
        this.state = state;
        this.domain = domain;
        this.directory = directory;
    }

    /// {@return why an image that the plan makes has no place}
    public Optional<Refusal> refuse(Plan plan) {
        return refuseDirectory(plan)
                .or(() ->
                        plan.steps().stream()
                                .flatMap(step -> refuse(plan, step.plain()).stream())
                                .findFirst());
    }

    private Optional<Refusal> refuse(Plan plan, Step step) {
        if (step instanceof ImageStep.CreateOverlay made) {
            return refuse(plan, made.disk(), made.base());
        }
        return step instanceof InternalStep.CopySnapshot made
                ? refuse(plan, made.disk(), made.image())
                : Optional.empty();
    }

    private Optional<Refusal> refuse(Plan plan, DiskTarget disk, Path image) {
        return beside(image).isPresent()
                ? Optional.empty()
                : Optional.of(
                        new ImageRefusal.UnsuitableDisk(
                                plan.intent().toString(),
                                disk,
                                "is on a block device; say with --dir where its image goes"));
    }

    private Optional<Refusal> refuseDirectory(Plan plan) {
        return directory.flatMap(place ->
                Optional.ofNullable(state.missing().get(place))
                        .map(why ->
                                new ImageRefusal.NoDirectory(
                                        plan.intent().toString(), place, why)));
    }

    /// {@return the file, there or not, whose directory new images of `image` get, and whose name up to
    /// the last dot; empty where there is no place for them}
    public Optional<Path> beside(Path image) {
        var file = isPlace(state, image) ? Optional.of(image) : above(image);
        return directory.isEmpty()
                ? file
                : directory.map(
                        place -> place.resolve(file.map(ImagePlaces::name).orElseGet(this::own)));
    }

    /// {@return as [#beside]; where there is no place, a name in the directory of the domain's first
    /// image that is a file, for what is only named and never made}
    public Path near(Path image) {
        return beside(image).orElseGet(() -> firstFile().orElse(image).resolveSibling(own()));
    }

    private Optional<Path> firstFile() {
        return domain.allDisks()
                .flatMap(disk -> disk.source().image().stream())
                .filter(file -> isPlace(state, file))
                .findFirst();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private String own() {
        return domain.ref().name() + ".disk";
    }

    /// {@return whether files can be made beside the image}
    public static boolean isPlace(HostState state, Path image) {
        return !Devices.hold(image) && state.layer(image).filter(Layer::block).isEmpty();
    }

    /// Those of other domains may be anywhere.
    private Optional<Path> above(Path device) {
        var present = chains(domain.allDisks().flatMap(disk -> disk.source().image().stream()));
        var own = new HashSet<>(present);
        own.addAll(
                chains(
                        domain.snapshots().stream()
                                .flatMap(snapshot -> snapshot.domainDisks().stream())
                                .flatMap(disk -> disk.source().image().stream())));
        var order =
                Comparator.comparing((Path overlay) -> !present.contains(overlay))
                        .thenComparing(Comparator.naturalOrder());
        var seen = new HashSet<Path>();
        var level = List.of(device);
        while (!level.isEmpty()) {
            var next = new ArrayList<Path>();
            for (var below : level) {
                state.overlays(below).stream()
                        .map(Layer::path)
                        .filter(own::contains)
                        .filter(seen::add)
                        .forEach(next::add);
            }
            next.sort(order);
            var file = next.stream().filter(overlay -> isPlace(state, overlay)).findFirst();
            if (file.isPresent()) {
                return file;
            }
            level = next;
        }
        return Optional.empty();
    }

    private Set<Path> chains(Stream<Path> tops) {
        return tops.flatMap(top -> Layer.chain(top, state::layer).stream())
                .map(Layer::path)
                .collect(Collectors.toSet());
    }
}
