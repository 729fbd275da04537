package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.memory.Faults;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.DeleteSnapshot.Scope;
import dev.varve.core.plan.Intent;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.Refusal;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// One world of [SimulationTest], from its seed.
final class Simulation {
    private final Random random;
    private final Host host;
    private final Map<String, Integer> tally;
    private final List<String> story = new ArrayList<>();
    private final List<DomainRef> domains = new ArrayList<>();
    private final Set<Path> others = new HashSet<>();
    private int names;

    Simulation(Path directory, long seed, Map<String, Integer> tally) {
        this.random = new Random(seed);
        this.host = new Host(directory);
        this.tally = tally;
        build();
    }

    String story() {
        var last = story.subList(Math.max(0, story.size() - 80), story.size());
        return String.join("\n", last);
    }

    private void build() {
        var golden = Host.image("golden.raw");
        host.hypervisor.addImage(golden, ImageFormat.RAW, Host.SIZE);
        others.add(golden);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            domains.add(domain("vm" + i, golden));
        }
    }

    private DomainRef domain(String name, Path golden) {
        Map<DiskTarget, Path> disks = new LinkedHashMap<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            var target = i == 0 ? Host.VDA : Host.VDB;
            var path = Host.image(name + "-" + target + ".qcow2");
            if (random.nextBoolean()) {
                host.hypervisor.addOverlay(path, golden);
            } else {
                host.hypervisor.addImage(
                        path,
                        random.nextBoolean() ? ImageFormat.RAW : ImageFormat.QCOW2,
                        Host.SIZE);
            }
            disks.put(target, path);
        }
        return host.hypervisor.addDomain(name, disks);
    }

    void run(int operations) {
        for (int i = 0; i < operations; i++) {
            act();
        }
    }

    private void act() {
        var domain = domains.get(random.nextInt(domains.size()));
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> start(domain);
            case 6, 7, 8, 9, 10 -> host.hypervisor.stop(domain);
            case 11 -> host.hypervisor.managedSave(domain);
            case 12 -> cloneOf(domain);
            case 13 -> stray(domain);
            default -> {}
        }
        write(domain);
        command(domain);
    }

    private void start(DomainRef domain) {
        try {
            host.hypervisor.start(domain);
        } catch (HypervisorException e) {
            throw new AssertionError("a domain can always be started", e);
        }
    }

    /// Another domain on an overlay on a frozen layer.
    private void cloneOf(DomainRef domain) {
        if (domains.size() < 5) {
            frozen(domain)
                    .ifPresent(layer -> {
                        var name = "clone" + ++names;
                        var path = Host.image(name + ".qcow2");
                        host.hypervisor.addOverlay(path, layer);
                        story.add(name + " on " + layer);
                        domains.add(host.hypervisor.addDomain(name, Map.of(Host.VDA, path)));
                    });
        }
    }

    /// An overlay that no domain knows of.
    private void stray(DomainRef domain) {
        if (others.size() < 4) {
            frozen(domain)
                    .ifPresent(layer -> {
                        var path = Host.image("stray" + ++names + ".qcow2");
                        host.hypervisor.addOverlay(path, layer);
                        story.add(path + " on " + layer);
                        others.add(path);
                    });
        }
    }

    private Optional<Path> frozen(DomainRef domain) {
        var snapshots = host.observed(domain).snapshots();
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        var snapshot = snapshots.get(random.nextInt(snapshots.size()));
        return snapshot.externalDisks().stream().findFirst().flatMap(snapshot::frozenLayer);
    }

    /// Some writes, where the domain runs.
    private void write(DomainRef domain) {
        var observed = host.observed(domain);
        if (!observed.state().active()) {
            return;
        }
        host.hypervisor.guestRemember(domain, "thought " + random.nextInt(1000));
        for (var disk : observed.disks()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                int cluster = random.nextInt(6);
                host.hypervisor.guestWrite(domain, disk.target(), cluster, ++names);
            }
        }
    }

    private void command(DomainRef domain) {
        var snapshots = host.observed(domain).snapshots();
        int choice = snapshots.isEmpty() ? 0 : random.nextInt(12);
        if (choice < 3) {
            create(domain);
            return;
        }
        if (choice == 10) {
            perform("undo on " + domain, domain, host.undo(domain));
            return;
        }
        if (choice == 11) {
            int last = 1 + random.nextInt(4);
            perform("prune " + domain + " to " + last, domain, host.prune(domain, last));
            return;
        }
        var name = snapshots.get(random.nextInt(snapshots.size())).name().value();
        if (choice < 6) {
            boolean running = random.nextBoolean();
            boolean discard = random.nextInt(3) == 0;
            perform(
                    "revert "
                            + domain
                            + " to "
                            + name
                            + (running ? " running" : "")
                            + (discard ? " discard" : ""),
                    domain,
                    host.revert(domain, name, running, discard));
        } else {
            delete(domain, snapshots.stream().map(s -> s.name().value()).toList(), name);
        }
    }

    private void delete(DomainRef domain, List<String> all, String name) {
        var scope =
                switch (random.nextInt(8)) {
                    case 0 -> Scope.CHILDREN;
                    case 1 -> Scope.CHILDREN_ONLY;
                    default -> Scope.ONE;
                };
        var names = new LinkedHashSet<>(List.of(name));
        for (int i = random.nextInt(4) * random.nextInt(2); i > 0; i--) {
            names.add(all.get(random.nextInt(all.size())));
        }
        perform(
                "delete " + scope + " " + names + " of " + domain,
                domain,
                host.delete(domain, scope, names.toArray(String[]::new)));
    }

    private void create(DomainRef domain) {
        var name = "s" + ++names;
        boolean memory = host.observed(domain).state().active() && random.nextInt(3) == 0;
        perform(
                "create " + name + " of " + domain + (memory ? " with memory" : ""),
                domain,
                memory
                        ? host.createWithMemory(domain, name)
                        : host.create(
                                domain,
                                name,
                                Optional.empty(),
                                Host.options(true, random.nextInt(4) == 0)));
    }

    private void perform(String what, DomainRef domain, Function<HostState, Planned> planner) {
        var before = Contents.of(host.hypervisor, others);
        story.add(what + " (" + host.observed(domain).state() + ")");
        var planned = planner.apply(before.state());
        switch (planned) {
            case Refusal refusal -> {
                story.add("  refused: " + refusal.message());
                count("refused: " + refusal.getClass().getSimpleName());
            }
            case Plan plan when plan.steps().isEmpty() -> count("nothing to do");
            case Plan plan -> perform(domain, plan, before);
        }
    }

    private void perform(DomainRef domain, Plan plan, Contents before) {
        plan.steps().forEach(step -> story.add("    " + step.describe()));
        var meanwhile = new Meanwhile(domain, before);
        var done = run(domain, plan, meanwhile);
        var after = Contents.of(host.hypervisor, others);
        story.add("  " + done.getClass().getSimpleName());
        count(
                plan.intent().kind().word()
                        + (done instanceof Recovered.Completed ? " done" : " undone"));
        assertThat(host.operations().unfinished()).as("unfinished operations").isEmpty();
        before.assertKept(after, done, plan, meanwhile.old, meanwhile.fresh);
        after.assertNoLeftovers();
        assertDone(plan, done, before, after);
    }

    private void assertDone(Plan plan, Recovered done, Contents before, Contents after) {
        var intent = plan.intent();
        var known = after.state().domain(intent.domain()).orElseThrow();
        var knew = before.state().domain(intent.domain()).orElseThrow();
        switch (done) {
            case Recovered.Undone _ -> {
                assertThat(known.snapshots()).containsExactlyInAnyOrderElementsOf(knew.snapshots());
                assertThat(known.definition()).isEqualTo(knew.definition());
                assertThat(known.current()).isEqualTo(knew.current());
            }
            case Recovered.Completed _ -> {
                assertThat(Contents.deleted(plan))
                        .noneMatch(name -> known.snapshot(name).isPresent());
                if (intent.kind() != Intent.Kind.DELETE) {
                    assertThat(intent.snapshots())
                            .allMatch(name -> known.snapshot(name).isPresent());
                }
            }
        }
    }

    private Recovered run(DomainRef domain, Plan plan, Meanwhile meanwhile) {
        var how = accident();
        how.ifPresent(
                kind -> host.inject(Cutter.at(1 + random.nextInt(plan.steps().size() * 4), kind)));
        try {
            host.operations().run(plan, OperationProgress.silent());
            return new Recovered.Completed(plan.intent());
        } catch (Cut cut) {
            story.add("  cut " + cut.getMessage());
            count("cut");
            return cutOff(domain, plan, meanwhile);
        } catch (OperationException e) {
            story.add("  " + e.getMessage());
            count("failed: " + e.kind());
            return e.kind() == OperationException.Kind.UNFINISHED
                    ? cutOff(domain, plan, meanwhile)
                    : new Recovered.Completed(plan.intent());
        } catch (HypervisorException e) {
            story.add("  failed: " + e.getMessage());
            count("failed");
            return new Recovered.Undone(plan.intent());
        } finally {
            host.inject(Faults.none());
        }
    }

    private Optional<Cutter.How> accident() {
        return switch (random.nextInt(6)) {
            case 0 -> Optional.of(Cutter.How.LOST);
            case 1 -> Optional.of(Cutter.How.KEPT);
            case 2 -> Optional.of(Cutter.How.FAILS);
            default -> Optional.empty();
        };
    }

    private Recovered cutOff(DomainRef domain, Plan plan, Meanwhile meanwhile) {
        host.inject(Faults.none());
        switch (random.nextInt(4)) {
            case 0 -> {
                story.add("  power cut");
                host.hypervisor.powerCut();
            }
            case 1 -> {
                story.add("  QEMU killed");
                host.hypervisor.killGuest(domain);
            }
            case 2 -> meanwhile.interfere();
            default -> {}
        }
        return recover(domain, plan);
    }

    /// Now and then the recovery is cut as well.
    private Recovered recover(DomainRef domain, Plan plan) {
        if (random.nextInt(3) == 0) {
            host.inject(Cutter.at(1 + random.nextInt(20), Cutter.How.KEPT));
            try {
                var recovered = host.recover(domain);
                return recovered.orElseGet(() -> host.found(plan));
            } catch (Cut cut) {
                story.add("  recovery cut " + cut.getMessage());
                count("recovery cut");
            } finally {
                host.inject(Faults.none());
            }
        }
        return host.recover(domain).orElseGet(() -> host.found(plan));
    }

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }

    /// What happens between a cut and the recovery.
    private final class Meanwhile {
        private final DomainRef domain;
        private final Map<DiskTarget, Optional<Path>> heads = new LinkedHashMap<>();
        final Contents.Writes old = Contents.Writes.none();
        final Contents.Writes fresh = Contents.Writes.none();

        Meanwhile(DomainRef domain, Contents before) {
            this.domain = domain;
            for (Disk disk : before.state().domain(domain).orElseThrow().disks()) {
                heads.put(disk.target(), disk.source().image());
            }
        }

        /// The user starts the guest, who writes, and perhaps stops it again.
        void interfere() {
            if (!host.observed(domain).state().active()) {
                try {
                    host.hypervisor.start(domain);
                    story.add("  started by the user");
                } catch (HypervisorException e) {
                    story.add("  not started by the user: " + e.getMessage());
                    return;
                }
            }
            for (var disk : host.observed(domain).disks()) {
                boolean same = disk.source().image().equals(heads.get(disk.target()));
                int cluster = random.nextInt(6);
                int value = ++names;
                host.hypervisor.guestWrite(domain, disk.target(), cluster, value);
                (same ? old : fresh).add(new Contents.Head(domain, disk.target()), cluster, value);
                story.add("  guest writes to " + disk.source());
            }
            if (random.nextBoolean()) {
                story.add("  stopped by the user");
                host.hypervisor.stop(domain);
            }
        }
    }
}
