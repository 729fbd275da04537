package dev.varve.core.plan.serve;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shows a disk as a snapshot has it, or as it is now, to whoever reads.
///
/// @param snapshot empty for the present state, of a domain that is shut off
/// @param disk empty for the only one
public record ServeDisk(
        DomainRef domain, Optional<SnapshotName> snapshot, Optional<DiskTarget> disk) {
    /// What a disk's contents can be on; media of other drives are files of their own.
    private static final Set<String> DEVICES = Set.of("disk", "lun");

    /// {@return the image that shows it, or why none does}
    public Served find(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Served.Refused(new Refusal.NoSuchDomain(domain));
        }
        if (snapshot.isEmpty()) {
            return new Found(state, observed.get()).head();
        }
        return observed.get()
                .snapshot(snapshot.get())
                .map(found -> new Found(state, observed.get()).shownBy(found))
                .orElseGet(() ->
                        new Served.Refused(new SnapshotRefusal.NoSuchSnapshot(snapshot.get())));
    }

    @Override
    public String toString() {
        return "serve "
                + disk.map(target -> "disk " + target + " of ").orElse("")
                + snapshot.map(name -> "snapshot " + name + " of ").orElse("")
                + domain;
    }

    private final class Found {
        private final HostState state;
        private final Domain observed;

        Found(HostState state, Domain observed) {
            this.state = state;
            this.observed = observed;
        }

        /// What a guest writes at this moment is no state that anybody could rely on.
        Served head() {
            return switch (choose(observed.disks())) {
                case Chosen.One _ when observed.state().active() ->
                        new Served.Refused(
                                new Refusal.NotYet(
                                        what(),
                                        "the running guest writes to it",
                                        "take a snapshot and serve that"));
                case Chosen.One(var found) ->
                        Refusal.GuestLost.of(what(), state, domain)
                                .<Served>map(Served.Refused::new)
                                .orElseGet(() -> image(found, Optional.empty()));
                case Chosen.None(var refusal) -> new Served.Refused(refusal);
            };
        }

        Served shownBy(Snapshot taken) {
            var disks =
                    taken.domainDisks().stream()
                            .filter(then -> holds(taken.mode(then.target())))
                            .toList();
            return switch (choose(disks)) {
                case Chosen.One(var found)
                        when taken.mode(found.target()) == SnapshotMode.INTERNAL ->
                        held(taken, found);
                case Chosen.One(var found) -> image(found, Optional.empty());
                case Chosen.None(var refusal) -> new Served.Refused(refusal);
            };
        }

        private static boolean holds(SnapshotMode mode) {
            return mode == SnapshotMode.EXTERNAL || mode == SnapshotMode.INTERNAL;
        }

        private Chosen choose(List<Disk> all) {
            var disks = all.stream().filter(each -> DEVICES.contains(each.device())).toList();
            var targets = disks.stream().map(Disk::target).toList();
            if (disk.isEmpty() && disks.size() > 1) {
                return new Chosen.None(new ImageRefusal.DiskNotNamed(what(), targets));
            }
            return disks.stream()
                    .filter(each -> disk.isEmpty() || disk.get().equals(each.target()))
                    .findFirst()
                    .<Chosen>map(Chosen.One::new)
                    .orElseGet(() -> new Chosen.None(none(targets)));
        }

        private Refusal none(List<DiskTarget> targets) {
            return disk.<Refusal>map(named -> new ImageRefusal.NoSuchDisk(what(), named, targets))
                    .orElseGet(() ->
                            new Refusal.NotYet(
                                    what(), "it has no disk", "choose another snapshot"));
        }

        private Served held(Snapshot taken, Disk found) {
            var image = found.source().image().flatMap(state::layer);
            if (image.isEmpty()) {
                return image(found, Optional.empty());
            }
            var path = image.get().path();
            var held = image.get().internalSnapshot(taken.name());
            if (held.isEmpty()) {
                return new Served.Refused(
                        new SnapshotRefusal.NoInternalSnapshot(what(), path, taken.name()));
            }
            return writer(path)
                    .<Served>map(guest ->
                            new Served.Refused(
                                    new Refusal.NotYet(
                                            what(),
                                            "the running guest of " + guest + " writes to " + path,
                                            "shut it down, or take an external snapshot instead")))
                    .orElseGet(() -> image(found, held));
        }

        private Optional<DomainRef> writer(Path image) {
            return state.domains().stream()
                    .filter(each -> each.state().active())
                    .filter(each -> each.disks().stream().anyMatch(now -> shows(now, image)))
                    .map(Domain::ref)
                    .findFirst();
        }

        private static boolean shows(Disk now, Path image) {
            return now.source().image().filter(image::equals).isPresent();
        }

        private Served image(Disk found, Optional<InternalSnapshot> internal) {
            return switch (found.source()) {
                case Source.File(var path, var format) ->
                        readable(new ServedDisk(found.target(), path, format, internal));
                case Source.Block(var path, var format) ->
                        readable(new ServedDisk(found.target(), path, format, internal));
                case Source.Elsewhere(var type) ->
                        unsuitable(found, "is of type " + type + ", no image here");
                case Source.Empty _ -> unsuitable(found, "is empty");
            };
        }

        private Served unsuitable(Disk found, String why) {
            return new Served.Refused(new ImageRefusal.UnsuitableDisk(what(), found.target(), why));
        }

        private Served readable(ServedDisk shown) {
            var missing = ImageRefusal.ImageMissing.of(what(), state, shown.image());
            if (missing.isPresent()) {
                return new Served.Refused(missing.get());
            }
            var chain = Layer.chain(shown.image(), state::layer);
            return chain.stream()
                    .flatMap(layer -> layer.obstacle().map(why -> missing(layer, why)).stream())
                    .findFirst()
                    .orElse(shown);
        }

        private Served missing(Layer layer, String why) {
            return new Served.Refused(new ImageRefusal.ImageMissing(what(), layer.path(), why));
        }

        private String what() {
            return ServeDisk.this.toString();
        }
    }

    private sealed interface Chosen {
        record One(Disk disk) implements Chosen {}

        record None(Refusal why) implements Chosen {}
    }
}
