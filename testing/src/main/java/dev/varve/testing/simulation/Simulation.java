package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.snapshot.DeleteSnapshot.Scope;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
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

/// One world from its seed: domains on a [Host], commands as users give them, and accidents.
public final class Simulation {
    private final Random random;
    private final Host host;
    private final Map<String, Integer> tally;
    private final List<String> story = new ArrayList<>();
    private final List<DomainRef> domains = new ArrayList<>();
    private final Set<Path> others = new HashSet<>();
    private final StorageMoves storage;
    private final Path golden = Host.image("golden.raw");
    private final Path tuned = Host.image("tuned.qcow2");

    /// Images that hold internal snapshots of which the metadata names a copy, and what besides images is left of
    /// snapshots that were forgotten by hand: all of it stays where it is.
    private final Set<Path> originals = new HashSet<>();

    /// The images that people have made as disks.
    private final Set<Path> own = new HashSet<>();

    private final DiskMoves moves;
    private final HandMoves hand;
    private final int wanted;

    private final Accidents accidents;
    private final GuestMoves guests;
    private int names;

    /// A world with its first domains.
    ///
    /// @param directory for the locks of the domains
    /// @param wanted how many snapshots a domain has before as many are deleted as are taken
    /// @param tally how often what happened, which is added to
    public Simulation(Path directory, long seed, int wanted, Map<String, Integer> tally) {
        this.random = new Random(seed);
        this.wanted = wanted;
        this.host = new Host(directory);
        this.storage = new StorageMoves(host, random, story::add);
        this.tally = tally;
        this.guests = new GuestMoves(host, random, () -> ++names);
        this.accidents =
                new Accidents(
                        host,
                        random,
                        storage,
                        new StrangerMoves(host, random, others, story::add),
                        others,
                        tally,
                        story::add);
        this.moves = new DiskMoves(random, host, List.of(golden, tuned), own, others, story::add);
        this.hand = new HandMoves(host, random, others, originals, story::add);
        build();
    }

    /// {@return what happened last, a line for each command and for each of its steps}
    public String story() {
        var last =
                story.subList(
                        Math.max(
                                0, story.size() - Integer.getInteger("varve.simulation.story", 80)),
                        story.size());
        return String.join("\n", last);
    }

    private void build() {
        host.hypervisor.addImage(golden, ImageFormat.RAW, Host.SIZE);
        others.add(golden);
        host.hypervisor.addOverlay(tuned, golden);
        others.add(tuned);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            domains.add(domain("vm" + i));
        }
    }

    private DomainRef domain(String name) {
        Map<DiskTarget, Path> disks = new LinkedHashMap<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            var target = i == 0 ? Host.VDA : Host.VDB;
            var path = Host.image(name + "-" + target + ".qcow2");
            if (random.nextBoolean()) {
                host.hypervisor.addOverlay(path, moves.template());
            } else {
                host.hypervisor.addImage(
                        path,
                        random.nextBoolean() ? ImageFormat.RAW : ImageFormat.QCOW2,
                        Host.SIZE);
            }
            own.add(path);
            disks.put(target, path);
        }
        var domain = host.hypervisor.addDomain(name, disks);
        if (random.nextBoolean()) {
            host.hypervisor.addStore(domain, StateStore.Kind.NVRAM, "new");
        }
        return domain;
    }

    /// Lets as many operations happen, with what people and accidents do beside them.
    ///
    /// @throws AssertionError if something is lost that a snapshot or a head held, or is left that nobody needs
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            act();
        }
    }

    private void act() {
        var domain = domains.get(random.nextInt(domains.size()));
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> guests.start(domain);
            case 6, 7, 8, 9, 10 -> host.hypervisor.stop(domain);
            case 11 -> host.hypervisor.managedSave(domain);
            case 12 -> hand.clone(domain, domains, ++names);
            case 13 -> hand.stray(domain, ++names);
            case 14, 15, 16 -> moves.move(domain, ++names);
            case 17 -> hand.move(domain, domains);
            default -> {}
        }
        if (domains.contains(domain)) {
            guests.write(domain);
            command(domain);
        }
    }

    /// A plan that was made before goes by what snapshots froze, and their metadata has to name that.
    private void nameFrozen(DomainRef domain) {
        while (host.observed(domain).snapshots().stream().anyMatch(s -> !s.misnamed().isEmpty())) {
            var mend = new MendDomain(domain, Optional.empty(), false);
            perform("mend " + domain, domain, mend::plan);
        }
    }

    private void command(DomainRef domain) {
        nameFrozen(domain);
        var snapshots = host.observed(domain).snapshots();
        count("most snapshots at once", snapshots());
        int choice = random.nextInt(15);
        if (choice < 3 || grows(snapshots.size())) {
            create(domain);
            return;
        }
        if (choice == 10) {
            perform("undo on " + domain, domain, host.undo(domain));
            return;
        }
        if (choice == 12) {
            perform("flatten " + domain, domain, host.flatten(domain));
            return;
        }
        if (choice == 14) {
            relocate(domain);
            return;
        }
        if (choice == 13) {
            cloneOf(domain, snapshots.get(random.nextInt(snapshots.size())).name());
            return;
        }
        if (choice == 11) {
            int last = 1 + random.nextInt(4 + wanted);
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

    private void cloneOf(DomainRef domain, SnapshotName snapshot) {
        if (domains.size() >= 5) {
            return;
        }
        boolean full = random.nextInt(3) == 0;
        var names = new ArrayList<String>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            names.add("clone" + ++this.names);
        }
        perform(
                "clone " + snapshot + " of " + domain + (full ? " in full" : "") + " as " + names,
                domain,
                host.clone(domain, snapshot.value(), full, names.toArray(String[]::new)));
        var state = host.hypervisor.observe();
        names.stream()
                .map(Host::clone)
                .filter(made -> state.domain(made).isPresent())
                .forEach(domains::add);
    }

    /// What is below a domain's images and is somebody else's goes with them: nobody looks there for it.
    private void relocate(DomainRef domain) {
        var directory = Path.of(random.nextBoolean() ? "/images" : "/elsewhere");
        var planned = host.relocate(domain, directory).apply(host.hypervisor.observe());
        boolean moves =
                planned instanceof Plan plan
                        && plan.steps().stream()
                                .anyMatch(step ->
                                        step instanceof ImageStep.RemoveImage(var image)
                                                && others.contains(image));
        if (!moves) {
            perform(
                    "relocate " + domain + " to " + directory,
                    domain,
                    host.relocate(domain, directory));
        }
    }

    private int snapshots() {
        return domains.stream().mapToInt(each -> host.observed(each).snapshots().size()).sum();
    }

    /// Reverts make the branches meanwhile, a few deletes the unnamed layers.
    private boolean grows(int snapshots) {
        return snapshots == 0 || (snapshots < wanted && random.nextInt(4) > 0);
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
        if (random.nextInt(4) == 0 && allQcow2(domain)) {
            perform("create internal " + name, domain, host.createInternal(domain, name));
            return;
        }
        if (random.nextInt(4) == 0) {
            excluding(domain, name);
            return;
        }
        if (random.nextInt(10) == 0) {
            perform(
                    "create " + name + " of " + domain + " without metadata",
                    domain,
                    host.create(domain, name, Optional.empty(), Host.withoutMetadata()));
            return;
        }
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

    /// Leaves out one of several disks.
    private void excluding(DomainRef domain, String name) {
        var disks = host.observed(domain).disks();
        if (disks.size() > 1) {
            var left = disks.get(random.nextInt(disks.size())).target();
            perform(
                    "create " + name + " of " + domain + " without " + left,
                    domain,
                    host.createWithout(domain, name, left));
        }
    }

    /// Elsewhere libvirt takes no internal snapshot.
    private boolean allQcow2(DomainRef domain) {
        return host.observed(domain).disks().stream()
                .allMatch(
                        disk -> disk.source().imageFormat().equals(Optional.of(ImageFormat.QCOW2)));
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
        plan.kept().forEach(kept -> story.add("    " + kept));
        plan.remarks().forEach(remark -> story.add("    " + remark));
        var meanwhile =
                new Meanwhile(host, random, () -> ++names, story::add, domain, plan, before);
        var done = accidents.run(domain, plan, meanwhile, () -> ++names);
        others.removeAll(heads());
        switch (done) {
            case Recovered.Completed _ ->
                    others.addAll(told(plan, before).left(accidents.unmerged()));
            case Recovered.Undone _ -> others.addAll(meanwhile.writtenCopies());
        }
        var after = Contents.of(host.hypervisor, others);
        story.add("  " + done.getClass().getSimpleName());
        count(
                plan.intent().kind().word()
                        + (done instanceof Recovered.Completed ? " done" : " undone"));
        assertThat(host.operations().unfinished()).as("unfinished operations").isEmpty();
        before.assertKept(after, done, plan, meanwhile.old, meanwhile.fresh, meanwhile.somewhere);
        if (plan.lost().stream().noneMatch("the present state of the disks"::equals)) {
            after.assertFound(host.hypervisor, meanwhile.somewhere);
        }
        originals.addAll(told(plan, before).originals());
        originals.retainAll(after.state().files());
        after.assertNoLeftovers(originals);
        assertOwnStay(plan);
        new Effects(plan).assertDone(done, before, after);
    }

    private ToldImages told(Plan plan, Contents before) {
        return new ToldImages(plan, before.state(), host.hypervisor.observe());
    }

    /// No image goes that no snapshot has made, but elsewhere with its domain.
    private void assertOwnStay(Plan plan) {
        var now = host.hypervisor.observe().layers();
        var gone = own.stream().filter(image -> !now.containsKey(image)).toList();
        own.removeAll(gone);
        if (plan.intent().kind() != Intent.Kind.RELOCATE) {
            assertThat(gone).as("images that no snapshot has made, and that are gone").isEmpty();
        }
    }

    private Set<Path> heads() {
        return ToldImages.heads(host.hypervisor.observe());
    }

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }

    private void count(String what, int most) {
        tally.merge(what, most, Math::max);
    }
}
