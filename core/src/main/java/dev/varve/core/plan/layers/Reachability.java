package dev.varve.core.plan.layers;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Who needs an image: the proof that has to be made before one is removed or written into.
///
/// @param state everything that may reach an image
public record Reachability(HostState state) {
    /// Who reaches `image` directly. Whatever reaches it through a chain does so through an overlay
    /// on it, which is among the users.
    ///
    /// @return in a few words each: domains that run on it or will start on it, snapshots that
    ///     froze it, are held in it or left it out, overlays on it, and dependants; empty if nothing reaches it
    public List<String> users(Path image) {
        return Stream.of(
                        domains(image),
                        snapshots(image),
                        overlays(image),
                        state.dependants(image).stream())
                .flatMap(users -> users)
                .distinct()
                .toList();
    }

    /// {@return who else than `domain`, its snapshots and overlays reaches `image`, in a few words each}
    public List<String> strangers(Path image, DomainRef domain) {
        var others =
                state.domains().stream()
                        .filter(other -> !other.ref().uuid().equals(domain.uuid()))
                        .toList();
        var elsewhere = new Reachability(state.with(others));
        return Stream.of(
                        elsewhere.domains(image),
                        elsewhere.snapshots(image),
                        state.dependants(image).stream())
                .flatMap(users -> users)
                .distinct()
                .toList();
    }

    /// Who needs an image for longer than a guest or a program runs: whoever waits for its removal may wait for
    /// ever.
    ///
    /// @param domain whose own disks aren't counted: it can be shut down
    /// @return in a few words each
    public List<String> lasting(Path image, DomainRef domain) {
        return lasting(image, domain, snapshots(image)).toList();
    }

    private Stream<String> lasting(Path image, DomainRef domain, Stream<String> snapshots) {
        var programs = state.readers(image);
        var others =
                state.domains().stream()
                        .filter(other -> !other.ref().uuid().equals(domain.uuid()))
                        .toList();
        return Stream.of(
                        new Reachability(state.with(others)).domains(image),
                        snapshots,
                        overlays(image),
                        state.dependants(image).stream().filter(who -> !programs.contains(who)))
                .flatMap(users -> users)
                .distinct();
    }

    /// What an internal snapshot holds doesn't change with the image.
    ///
    /// @param removed what the plan removes afterwards
    /// @param repointed what the plan does with the overlays of layers that go
    /// @return who needs, for longer than a guest or a program runs, what a commit would change, in a few words
    ///     each, besides what is committed
    public List<String> lasting(
            MergeStep.Commit step,
            DomainRef domain,
            Set<Path> removed,
            List<ImageStep.RepointOverlay> repointed) {
        var run = run(step, removed);
        return run.stream()
                .filter(image -> !image.equals(step.top()))
                .flatMap(image ->
                        lasting(image, domain, freezing(image))
                                .filter(user ->
                                        repointed.stream()
                                                .filter(overlay -> leaves(overlay, image, step))
                                                .noneMatch(overlay ->
                                                        user.equals(overlay(overlay.overlay())))))
                .filter(user -> run.stream().noneMatch(image -> user.equals(overlay(image))))
                .distinct()
                .toList();
    }

    /// Where a guest's QEMU was killed right after its commit, it has led the overlay from the top to the base by
    /// itself.
    private static boolean leaves(
            ImageStep.RepointOverlay overlay, Path image, MergeStep.Commit commit) {
        return overlay.from().equals(image)
                || (image.equals(commit.base())
                        && overlay.from().equals(commit.top())
                        && overlay.to().equals(commit.base()));
    }

    /// A commit that was cut may have taken the top from the others.
    ///
    /// @param removed what the plan removes afterwards
    /// @return the layers that a commit is about: the top, the base, and those between
    public Set<Path> run(MergeStep.Commit step, Set<Path> removed) {
        var run = new TreeSet<>(Set.of(step.top(), step.base()));
        for (var top : Stream.concat(Stream.of(step.top()), removed.stream()).toList()) {
            var chain = Layer.chain(top, state::layer).stream().map(Layer::path).toList();
            int base = chain.indexOf(step.base());
            int from = Math.max(chain.indexOf(step.top()), 0);
            run.addAll(base < from ? List.of() : chain.subList(from, base));
        }
        return run;
    }

    private Stream<String> freezing(Path image) {
        return state.domains().stream()
                .flatMap(domain ->
                        domain.snapshots().stream()
                                .filter(snapshot -> snapshot.frozenLayers().containsValue(image))
                                .map(snapshot -> user(snapshot, domain)));
    }

    /// {@return all images that have [#users], found at once}
    public Set<Path> reached() {
        var reached = new HashSet<Path>();
        for (var domain : state.domains()) {
            domain.allDisks()
                    .forEach(disk -> {
                        disk.source().image().ifPresent(reached::add);
                        reached.addAll(disk.stated());
                    });
            for (var snapshot : domain.snapshots()) {
                snapshot.domainDisks()
                        .forEach(disk -> disk.source().image().ifPresent(reached::add));
            }
        }
        state.layers().values().forEach(layer -> layer.below().ifPresent(reached::add));
        state.dependants()
                .forEach((image, who) -> {
                    if (!who.isEmpty()) {
                        reached.add(image);
                    }
                });
        return reached;
    }

    /// {@return whether anything reaches the image}
    public boolean reaches(Path image) {
        return !users(image).isEmpty();
    }

    /// Who would see an image change if a snapshot of the domain were taken back: besides the domain's
    /// own disks and the snapshot itself.
    ///
    /// @return in a few words each; empty where it can be taken back, or where there is nothing to be
    public List<String> users(TakeStep.UntakeSnapshot step, DomainRef domain) {
        var own = state.domain(domain).map(observed -> own(step, observed)).orElse(List.of());
        return step.moves().stream()
                .filter(move -> state.layer(move.from()).isPresent())
                .flatMap(move -> Stream.of(move.from(), move.to()))
                .flatMap(image -> users(image).stream())
                .filter(user -> !own.contains(user))
                .distinct()
                .toList();
    }

    private static List<String> own(TakeStep.UntakeSnapshot step, Domain domain) {
        return Stream.of(
                        step.moves().stream().map(move -> user(move.disk(), domain)),
                        domain.snapshot(step.name()).stream().map(found -> user(found, domain)),
                        step.moves().stream().map(move -> overlay(move.from())))
                .flatMap(users -> users)
                .toList();
    }

    private Stream<String> domains(Path image) {
        return state.domains().stream()
                .flatMap(domain ->
                        domain.allDisks()
                                .filter(disk -> disk.names(image))
                                .map(disk -> user(disk.target(), domain)));
    }

    private Stream<String> snapshots(Path image) {
        return state.domains().stream()
                .flatMap(domain ->
                        domain.snapshots().stream()
                                .filter(snapshot -> pins(snapshot, image))
                                .map(snapshot -> user(snapshot, domain)));
    }

    private Stream<String> overlays(Path image) {
        return state.overlays(image).stream().map(layer -> overlay(layer.path()));
    }

    private static boolean pins(Snapshot snapshot, Path image) {
        return snapshot.domainDisks().stream().anyMatch(disk -> reads(disk, image));
    }

    private static boolean reads(Disk disk, Path image) {
        return disk.source().image().filter(image::equals).isPresent();
    }

    private static String user(DiskTarget disk, Domain domain) {
        return "disk " + disk + " of " + domain.ref();
    }

    private static String overlay(Path overlay) {
        return "overlay " + overlay;
    }

    private static String user(Snapshot snapshot, Domain domain) {
        return "snapshot " + snapshot.name() + " of " + domain.ref();
    }
}
