package dev.varve.testing.simulation;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/// What people do by hand with snapshots, images and domains, between two of Varve's operations.
///
/// @param others images that are nobody's disks: what is left behind is among them
/// @param files what else is left behind
/// @param story hears what was done
record HandMoves(
        Host host, Random random, Set<Path> others, Set<Path> files, Consumer<String> story) {
    /// Another domain on an overlay on a frozen layer, as people make one.
    void clone(DomainRef domain, List<DomainRef> domains, int number) {
        if (domains.size() < 5) {
            frozen(domain)
                    .ifPresent(layer -> {
                        var name = "clone" + number;
                        var path = Host.image(name + ".qcow2");
                        host.hypervisor.addOverlay(path, layer);
                        story.accept(name + " on " + layer);
                        domains.add(host.hypervisor.addDomain(name, Map.of(Host.VDA, path)));
                    });
        }
    }

    /// An overlay that no domain knows of.
    void stray(DomainRef domain, int number) {
        if (others.size() < 4) {
            frozen(domain)
                    .ifPresent(layer -> {
                        var path = Host.image("stray" + number + ".qcow2");
                        host.hypervisor.addOverlay(path, layer);
                        story.accept(path + " on " + layer);
                        others.add(path);
                    });
        }
    }

    private Optional<Path> frozen(DomainRef domain) {
        return snapshot(domain)
                .flatMap(snapshot ->
                        snapshot.externalDisks().stream()
                                .findFirst()
                                .flatMap(snapshot::frozenLayer));
    }

    private Optional<Snapshot> snapshot(DomainRef domain) {
        var snapshots = host.observed(domain).snapshots();
        return snapshots.isEmpty()
                ? Optional.empty()
                : Optional.of(snapshots.get(random.nextInt(snapshots.size())));
    }

    /// One of the rarer ones.
    void move(DomainRef domain, List<DomainRef> domains) {
        switch (random.nextInt(3)) {
            case 0 -> snapshot(domain).ifPresent(snapshot -> forget(domain, snapshot));
            case 1 -> grow(domain);
            default -> undefine(domain, domains);
        }
    }

    /// `virsh snapshot-delete --metadata`. What an image holds internally stays in it for ever, which isn't of
    /// interest here.
    private void forget(DomainRef domain, Snapshot snapshot) {
        if (snapshot.internal() || others.size() > 8) {
            return;
        }
        host.hypervisor.forgetByHand(domain, snapshot.name());
        story.accept(snapshot.name() + " of " + domain + " forgotten by virsh");
        leaveLoose();
    }

    /// What nobody needs any more is whoever's.
    private void leaveLoose() {
        var state = host.hypervisor.observe();
        var wanted = new HashSet<>(others);
        wanted.addAll(files);
        for (var file : new Leftovers(state, wanted).loose()) {
            (state.layer(file).isPresent() ? others : files).add(file);
        }
    }

    /// `virsh blockresize`, or `qemu-img resize`.
    private void grow(DomainRef domain) {
        var observed = host.observed(domain);
        for (var disk : observed.disks()) {
            disk.source()
                    .image()
                    .filter(head -> observed.disks().equals(observed.nextDisks()))
                    .ifPresent(head -> {
                        host.hypervisor.grow(head, Host.SIZE);
                        story.accept(head + " grown");
                    });
        }
    }

    /// `virsh undefine --snapshots-metadata`.
    private void undefine(DomainRef domain, List<DomainRef> domains) {
        boolean internal = host.observed(domain).snapshots().stream().anyMatch(Snapshot::internal);
        if (domains.size() < 2
                || internal
                || others.size() > 4
                || host.observed(domain).state().active()) {
            return;
        }
        host.hypervisor.undefine(domain);
        domains.remove(domain);
        story.accept(domain + " undefined");
        leaveLoose();
    }
}
