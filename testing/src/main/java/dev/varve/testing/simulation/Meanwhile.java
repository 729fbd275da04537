package dev.varve.testing.simulation;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// What happens between a cut and the recovery.
final class Meanwhile {
    private final Host host;
    private final Random random;
    private final IntSupplier numbers;
    private final Consumer<String> story;
    private final DomainRef domain;
    private final Plan plan;
    private final Map<DiskTarget, Optional<Path>> heads = new LinkedHashMap<>();
    final Contents before;
    private final Map<Path, DiskTarget> inPlace;
    private final Set<Path> copies = new HashSet<>();
    final Writes old = Writes.none();
    final Writes fresh = Writes.none();

    /// What was written to images that go back to a snapshot in place: it may be kept with the
    /// state before, or with the state after, or by itself.
    final Writes somewhere = Writes.none();

    /// @param numbers are written, each once
    /// @param story hears what was done
    Meanwhile(
            Host host,
            Random random,
            IntSupplier numbers,
            Consumer<String> story,
            DomainRef domain,
            Plan plan,
            Contents before) {
        this.host = host;
        this.random = random;
        this.numbers = numbers;
        this.story = story;
        this.domain = domain;
        this.plan = plan;
        this.before = before;
        this.inPlace = inPlace(plan, before);
        for (Disk disk : before.state().domain(domain).orElseThrow().disks()) {
            heads.put(disk.target(), disk.source().image());
        }
    }

    /// {@return copies for a clone that isn't to be any more, in which its guest has written}
    Set<Path> writtenCopies() {
        copies.retainAll(host.hypervisor.observe().layers().keySet());
        return copies;
    }

    /// The user starts a clone that isn't ready as far as the operation knows.
    private void useClone(DomainRef made) {
        host.hypervisor.start(made);
        story.accept("  " + made + " started by the user");
        for (var disk : host.observed(made).disks()) {
            disk.source().image().ifPresent(copies::add);
            int cluster = random.nextInt(6);
            int value = numbers.getAsInt();
            host.hypervisor.guestWrite(made, disk.target(), cluster, value);
            fresh.add(new Contents.Head(made, disk.target()), cluster, value);
        }
    }

    /// The user starts the guest, who writes, and perhaps stops it again.
    void interfere() {
        new Effects(plan)
                .made().stream()
                        .filter(
                                host.hypervisor.observe().domains().stream()
                                                .map(Domain::ref)
                                                .toList()
                                        ::contains)
                        .findFirst()
                        .filter(_ -> random.nextBoolean())
                        .ifPresent(this::useClone);
        if (!host.observed(domain).state().active()) {
            try {
                host.hypervisor.start(domain);
                story.accept("  started by the user");
            } catch (HypervisorException e) {
                story.accept("  not started by the user: " + e.getMessage());
                return;
            }
        }
        for (var disk : host.observed(domain).disks()) {
            int cluster = random.nextInt(6);
            int value = numbers.getAsInt();
            host.hypervisor.guestWrite(domain, disk.target(), cluster, value);
            writes(disk).add(new Contents.Head(domain, disk.target()), cluster, value);
            disk.source()
                    .image()
                    .filter(inPlace::containsKey)
                    .ifPresent(image ->
                            targets(image)
                                    .forEach(target ->
                                            somewhere.add(
                                                    new Contents.Head(domain, target),
                                                    cluster,
                                                    value)));
            story.accept("  guest writes to " + disk.source());
        }
        if (random.nextBoolean()) {
            story.accept("  stopped by the user");
            host.hypervisor.stop(domain);
        }
    }

    /// An internal snapshot that is being taken has what is written meanwhile, or hasn't.
    ///
    /// @return the images, with the target that the disk of each has afterwards
    private Map<Path, DiskTarget> inPlace(Plan plan, Contents before) {
        var images = new LinkedHashMap<Path, DiskTarget>();
        for (var step : plan.steps()) {
            if (step instanceof InternalStep.ApplyInternal apply) {
                images.put(apply.image(), apply.disk());
            }
            if (step instanceof TakeStep.TakeSnapshot take && take.overlays().isEmpty()) {
                for (var disk : before.state().domain(domain).orElseThrow().disks()) {
                    disk.source().image().ifPresent(path -> images.put(path, disk.target()));
                }
            }
        }
        return images;
    }

    /// The disk has one target before, and may have another afterwards.
    private Set<DiskTarget> targets(Path image) {
        var targets = new LinkedHashSet<DiskTarget>();
        targets.add(inPlace.get(image));
        heads.forEach((target, head) -> {
            if (head.equals(Optional.of(image))) {
                targets.add(target);
            }
        });
        return targets;
    }

    private Writes writes(Disk disk) {
        if (disk.source().image().filter(inPlace::containsKey).isPresent()) {
            return somewhere;
        }
        return disk.source().image().equals(heads.get(disk.target())) ? old : fresh;
    }
}
