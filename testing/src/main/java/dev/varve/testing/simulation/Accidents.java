package dev.varve.testing.simulation;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.OperationException;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.step.Plan;
import dev.varve.testing.memory.Faults;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// Operations in a world in which each may be cut, fail, or lose its storage, and is recovered then.
final class Accidents {
    private final Host host;
    private final Random random;
    private final StorageMoves storage;
    private final StrangerMoves strangers;
    private final Set<Path> others;
    private final Map<String, Integer> tally;
    private final Consumer<String> story;

    /// What the present operation has left out to merge into, for want of room.
    private final Set<Path> unmerged = new HashSet<>();

    private int lines;

    Accidents(
            Host host,
            Random random,
            StorageMoves storage,
            StrangerMoves strangers,
            Set<Path> others,
            Map<String, Integer> tally,
            Consumer<String> story) {
        this.host = host;
        this.random = random;
        this.storage = storage;
        this.strangers = strangers;
        this.others = others;
        this.tally = tally;
        this.story = story;
    }

    /// {@return what the last operation has left out to merge into, for want of room}
    Set<Path> unmerged() {
        return Set.copyOf(unmerged);
    }

    /// Performs the plan, or as much of it as what happens lets it, and then recovers it.
    ///
    /// @param names gives a number that no image has in its name
    Recovered run(DomainRef domain, Plan plan, Meanwhile meanwhile, IntSupplier names) {
        var how = accident();
        how.ifPresent(
                kind -> host.inject(Cutter.at(1 + random.nextInt(plan.steps().size() * 4), kind)));
        if (how.isEmpty() && random.nextInt(8) == 0) {
            storage.arm();
        } else if (how.isEmpty() && others.size() < 6 && random.nextInt(8) == 0) {
            strangers.arm(plan, "stranger" + names.getAsInt(), meanwhile.before);
        }
        try {
            lines = host.storage.lines();
            unmerged.clear();
            host.operations().run(plan, counting());
            return new Recovered.Completed(plan.intent());
        } catch (Cut cut) {
            story.accept("  cut " + cut.getMessage());
            count("cut");
            countExchange(cut);
            return cutOff(domain, plan, meanwhile);
        } catch (OperationException e) {
            story.accept("  " + e.getMessage());
            count("failed: " + e.kind());
            storage.bringBack();
            return e.kind() == OperationException.Kind.UNFINISHED
                    ? cutOff(domain, plan, meanwhile)
                    : new Recovered.Completed(plan.intent());
        } catch (HypervisorException e) {
            story.accept("  failed: " + e.getMessage());
            count("failed");
            return new Recovered.Undone(plan.intent());
        } finally {
            host.inject(Faults.none());
            storage.bringBack();
        }
    }

    private OperationProgress counting() {
        return new OperationProgress() {
            @Override
            public void note(String text) {
                story.accept("  " + text);
                if (text.startsWith("no snapshot is left to note that")) {
                    unmerged.clear();
                }
                if (text.contains(" is what is left of a disk ")) {
                    others.add(Path.of(text.replaceFirst(".*; (.*) stays on .*", "$1")));
                }
                if (text.endsWith(": no room")) {
                    count("left out for want of room");
                    unmerged.add(Path.of(text.replaceFirst(".* into (.*): no room", "$1")));
                }
            }
        };
    }

    private void countExchange(Cut cut) {
        if (Stream.of("set the backing file of", "name /", "put an empty overlay")
                .anyMatch(change -> String.valueOf(cut.getMessage()).contains(change))) {
            count("cut where names change");
        }
    }

    private Optional<Cutter.How> accident() {
        return switch (random.nextInt(7)) {
            case 0 -> Optional.of(Cutter.How.LOST);
            case 1 -> Optional.of(Cutter.How.KEPT);
            case 2 -> Optional.of(Cutter.How.FAILS);
            case 3 -> Optional.of(Cutter.How.FULL);
            default -> Optional.empty();
        };
    }

    private Recovered cutOff(DomainRef domain, Plan plan, Meanwhile meanwhile) {
        host.inject(Faults.none());
        switch (random.nextInt(4)) {
            case 0 -> {
                story.accept("  power cut");
                host.hypervisor.powerCut();
            }
            case 1 -> {
                story.accept("  QEMU killed");
                host.hypervisor.killGuest(domain);
            }
            case 2 -> meanwhile.interfere();
            default -> {}
        }
        if (random.nextInt(6) == 0) {
            var ended = storage.recoverWithout(domain);
            count(ended.isPresent() ? "ended without storage" : "waited for storage");
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        return recover(domain, plan);
    }

    /// Now and then the recovery is cut as well.
    private Recovered recover(DomainRef domain, Plan plan) {
        if (random.nextInt(3) == 0) {
            host.inject(Cutter.at(1 + random.nextInt(20), Cutter.How.KEPT));
            try {
                var recovered = recoverAsTold(domain);
                return recovered.orElseGet(() -> host.found(plan, lines));
            } catch (Cut cut) {
                story.accept("  recovery cut " + cut.getMessage());
                count("recovery cut");
            } finally {
                host.inject(Faults.none());
            }
        }
        return recoverAsTold(domain).orElseGet(() -> host.found(plan, lines));
    }

    /// Where a guest that was started meanwhile is in the way, the user is told to shut it down.
    private Optional<Recovered> recoverAsTold(DomainRef domain) {
        try {
            return host.recover(domain);
        } catch (OperationException e) {
            if (e.getCause() instanceof HypervisorException cause
                    && cause.kind() == HypervisorException.Kind.BUSY) {
                story.accept("  " + e.getMessage() + ": stopped");
                count("stopped to recover");
                host.hypervisor.stop(domain);
                return host.recover(domain);
            }
            throw e;
        }
    }

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }
}
