package dev.varve.testing.simulation;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What people do to the disks of a domain, with libvirt's own commands, between two of Varve's: a disk is
/// attached, detached, replaced, moved to another bus, changes places with another.
///
/// @param templates that several disks lie on, of one domain or of several: one lies on another
/// @param own the images that people have made as disks; no snapshot has made them
/// @param others images that are nobody's disks; what is detached is among them
/// @param story hears what was done
record DiskMoves(
        Random random,
        Host host,
        List<Path> templates,
        Set<Path> own,
        Set<Path> others,
        Consumer<String> story) {
    private static final List<DiskTarget> TARGETS =
            Stream.of("vda", "vdb", "vdc", "sda", "sdb").map(DiskTarget::new).toList();

    private static final int DISKS_MAX = 4;

    /// A domain with a managed save image starts with the disks that were saved, so there is nothing to move.
    ///
    /// @param number in the names of new images
    void move(DomainRef domain, int number) {
        var observed = host.observed(domain);
        if (observed.managedSave()) {
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> attach(observed, free(observed), number);
            case 1 -> detach(observed);
            case 2 -> replace(observed, number);
            case 3, 4 -> retarget(observed);
            default -> swap(observed);
        }
    }

    private Optional<DiskTarget> free(Domain domain) {
        var free = new TreeSet<DiskTarget>(java.util.Comparator.comparing(DiskTarget::name));
        free.addAll(TARGETS);
        domain.allDisks().map(Disk::target).forEach(free::remove);
        return domain.disks().size() < DISKS_MAX ? any(List.copyOf(free)) : Optional.empty();
    }

    private <T> Optional<T> any(List<T> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
    }

    private void attach(Domain domain, Optional<DiskTarget> target, int number) {
        target.ifPresent(at -> {
            var image = image(domain, number);
            host.hypervisor.attach(domain.ref(), at, image);
            story.accept(image + " attached to " + domain.ref() + " as " + at);
        });
    }

    private Path image(Domain domain, int number) {
        var loose = any(loose());
        if (loose.isPresent() && random.nextInt(3) == 0) {
            others.remove(loose.get());
            return loose.get();
        }
        var path = Host.image(domain.ref() + "-" + number + ".qcow2");
        if (random.nextBoolean()) {
            host.hypervisor.addOverlay(path, template());
        } else {
            host.hypervisor.addImage(path, ImageFormat.QCOW2, Host.SIZE);
        }
        own.add(path);
        return path;
    }

    /// {@return one of the templates}
    Path template() {
        return templates.get(random.nextInt(templates.size()));
    }

    /// Nothing lies on a disk that was detached, unless somebody has put it there since.
    private List<Path> loose() {
        var state = host.hypervisor.observe();
        return others.stream()
                .filter(path -> !templates.contains(path) && !path.toString().contains("stray"))
                .filter(path -> state.overlays(path).isEmpty())
                .sorted()
                .toList();
    }

    private void detach(Domain domain) {
        if (domain.disks().size() > 1) {
            any(domain.disks()).ifPresent(disk -> detach(domain, disk));
        }
    }

    private void detach(Domain domain, Disk disk) {
        host.hypervisor.detach(domain.ref(), disk.target());
        story.accept(disk.target() + " detached from " + domain.ref() + ": " + disk.source());
        disk.source().image().filter(image -> !named(domain, image)).ifPresent(others::add);
    }

    /// Whoever still finds it by a snapshot may move what it holds.
    private static boolean named(Domain domain, Path image) {
        return domain.snapshots().stream()
                .flatMap(DiskMoves::excluded)
                .anyMatch(disk -> disk.source().image().equals(Optional.of(image)));
    }

    /// {@return the disks that the snapshot left out}
    static Stream<Disk> excluded(Snapshot snapshot) {
        return snapshot.domainDisks().stream()
                .filter(disk -> snapshot.mode(disk.target()) == SnapshotMode.NO);
    }

    private void replace(Domain domain, int number) {
        any(domain.disks())
                .ifPresent(disk -> {
                    detach(domain, disk);
                    attach(host.observed(domain.ref()), Optional.of(disk.target()), number);
                });
    }

    private void retarget(Domain domain) {
        if (!domain.state().active()) {
            any(domain.disks())
                    .ifPresent(disk ->
                            free(domain)
                                    .ifPresent(to -> retarget(domain, Map.of(disk.target(), to))));
        }
    }

    private void swap(Domain domain) {
        if (!domain.state().active() && domain.disks().size() > 1) {
            var one = domain.disks().get(0).target();
            var other = domain.disks().get(1).target();
            retarget(domain, Map.of(one, other, other, one));
        }
    }

    private void retarget(Domain domain, Map<DiskTarget, DiskTarget> targets) {
        host.hypervisor.retarget(domain.ref(), targets);
        story.accept("disks of " + domain.ref() + " moved: " + targets);
    }
}
