package dev.varve.core.plan.block;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The layers of one disk of a domain, and what a user calls them.
///
/// @param layers from the active one to the bottom
record NamedChain(Disk disk, List<Layer> layers) {
    /// What comes of looking for one.
    sealed interface Found {
        record Chain(NamedChain chain) implements Found {}

        record None(Refusal refusal) implements Found {}
    }

    /// {@return the chain of the disk that `name` calls by its target or its source}
    ///
    /// @param what the intent, for refusals
    static Found of(String what, HostState state, Domain observed, String name) {
        var disk = observed.disks().stream().filter(each -> isCalled(each, name)).findFirst();
        if (disk.isEmpty()) {
            return new Found.None(
                    new Refusal.InvalidRequest(
                            "invalid argument: disk '" + name + "' not found in domain"));
        }
        return refuse(what, state, observed.ref(), disk.get())
                .<Found>map(Found.None::new)
                .orElseGet(() -> new Found.Chain(of(state, disk.get())));
    }

    private static boolean isCalled(Disk disk, String name) {
        return disk.target().name().equals(name)
                || disk.source().image().filter(path -> path.toString().equals(name)).isPresent();
    }

    private static Optional<Refusal> refuse(
            String what, HostState state, DomainRef domain, Disk disk) {
        var job = ImageRefusal.BlockJobRuns.of(what, List.of(disk));
        if (job.isPresent()) {
            return job;
        }
        if (disk.source().image().isEmpty()) {
            return Optional.of(
                    new ImageRefusal.UnsuitableDisk(
                            what, disk.target(), "isn't in a file or on a block device"));
        }
        return ImageRefusal.ImageMissing.of(what, state, disk.source().image().get())
                .or(() -> Refusal.GuestLost.of(what, state, domain));
    }

    private static NamedChain of(HostState state, Disk disk) {
        return new NamedChain(disk, Layer.chain(disk.source().image().orElseThrow(), state::layer));
    }

    Layer top() {
        return layers.getFirst();
    }

    /// {@return where in the chain the image is, counted from the active layer}
    Optional<Integer> place(Path image) {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).path().equals(image)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
