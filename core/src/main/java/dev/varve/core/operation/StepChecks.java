package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.layers.Reachability;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is looked at once more right before a step. What fails before the step is started doesn't keep
/// the operation from being undone.
///
/// @param plan that the steps are of
/// @param storage that they are about
record StepChecks(Hypervisor hypervisor, Plan plan, PlanStorage storage) {
    /// What is needed for longer than a guest or a program runs stays, which costs room; whoever waited for it
    /// might wait for ever.
    ///
    /// @param index the step's place in the plan
    /// @return the layers that stay, and why, where the step would change or remove what somebody needs
    /// @throws HypervisorException if the step must not be performed now
    Optional<JournalEntry.Kept> before(int index) {
        var step = plan.steps().get(index);
        storage.require(step);
        if (step.plain() instanceof DomainStep.DefineDomain define && !stopsGuest(domain(step))) {
            refuseStarted(domain(step), define);
        }
        if (step.plain() instanceof MergeStep.Pull) {
            refuseLost(hypervisor.observe(), step);
        }
        if (step.plain() instanceof InternalStep.ResetImage(_, _, var image)) {
            refuseUsed(step.describe(), overlays(image));
        }
        if (step.plain() instanceof ImageStep.RemoveImage(var image)) {
            return needed(index, image);
        }
        return step.plain() instanceof MergeStep.Commit commit
                ? needed(index, commit)
                : Optional.empty();
    }

    private Optional<JournalEntry.Kept> needed(int index, Path image) {
        var reachability = new Reachability(around(image));
        var users = reachability.users(image);
        if (users.isEmpty()) {
            return Optional.empty();
        }
        var lasting = reachability.lasting(image, domain(plan.steps().get(index)));
        if (lasting.isEmpty()) {
            refuseUsed("remove " + image, users);
        }
        return Optional.of(kept(index, withBelow(image, reachability.state()), "it", lasting));
    }

    private Set<Path> removed() {
        return plan.steps().stream()
                .map(Step::plain)
                .filter(ImageStep.RemoveImage.class::isInstance)
                .map(step -> ((ImageStep.RemoveImage) step).image())
                .collect(Collectors.toSet());
    }

    private List<ImageStep.RepointOverlay> repointed() {
        return plan.steps().stream()
                .map(Step::plain)
                .filter(ImageStep.RepointOverlay.class::isInstance)
                .map(ImageStep.RepointOverlay.class::cast)
                .toList();
    }

    /// The layer below would have lost its overlay.
    private static List<Path> withBelow(Path image, HostState state) {
        return Stream.concat(Stream.of(image), state.layer(image).flatMap(Layer::below).stream())
                .toList();
    }

    private Optional<JournalEntry.Kept> needed(int index, MergeStep.Commit commit) {
        var step = plan.steps().get(index);
        var state = around(commit.base());
        if (committed(state, commit, domain(step))) {
            return Optional.empty();
        }
        refuseLost(state, step);
        var reachability = new Reachability(state);
        var base = commit.base().toString();
        var lasting = reachability.lasting(commit, domain(step), removed(), repointed());
        if (lasting.isEmpty()) {
            refuseUsed(step.describe(), base, reachability.strangers(commit.base(), domain(step)));
            return Optional.empty();
        }
        return Optional.of(
                kept(index, List.copyOf(reachability.run(commit, removed())), base, lasting));
    }

    /// A commit that was cut short has changed what its base reads as by itself, which nobody does: it was asked right
    /// before. So it can stay where it is, and be merged another time, as long as the top lies on it.
    ///
    /// @param failure of the step
    /// @return the layers that stay, and why, where it was a merge for which there is no room
    Optional<JournalEntry.Kept> unmerged(int index, HypervisorException failure) {
        if (failure.kind() != HypervisorException.Kind.NO_ROOM) {
            return Optional.empty();
        }
        return switch (plan.steps().get(index).plain()) {
            case MergeStep.Commit commit -> {
                var state = around(commit.base());
                var run = new Reachability(state).run(commit, removed());
                yield unmerged(index, commit.top(), commit.base(), run, state, failure);
            }
            case MergeStep.Pull pull -> {
                var state = around(pull.top());
                yield unmerged(index, pull.top(), pull.base(), pulled(pull, state), state, failure);
            }
            default -> Optional.empty();
        };
    }

    private static Set<Path> pulled(MergeStep.Pull pull, HostState state) {
        var end = pull.backing().map(Layer.Backing::path);
        return Layer.chain(pull.top(), state::layer).stream()
                .map(Layer::path)
                .skip(1)
                .takeWhile(layer -> !end.equals(Optional.of(layer)))
                .collect(Collectors.toSet());
    }

    private static Optional<JournalEntry.Kept> unmerged(
            int index,
            Path top,
            Path base,
            Set<Path> layers,
            HostState state,
            HypervisorException failure) {
        boolean liesOnIt =
                Layer.chain(top, state::layer).stream().anyMatch(l -> l.path().equals(base));
        var why = String.valueOf(failure.getMessage()).replaceFirst("^cannot ", "");
        return liesOnIt
                ? Optional.of(new JournalEntry.Kept(index, List.copyOf(layers), why))
                : Optional.empty();
    }

    private JournalEntry.Kept kept(int index, List<Path> layers, String what, List<String> needed) {
        return new JournalEntry.Kept(
                index,
                layers,
                plan.steps().get(index).describe()
                        + ": "
                        + what
                        + " is needed by "
                        + String.join(", ", needed));
    }

    /// Its directory may be one that no domain leads to any more.
    private HostState around(Path image) {
        return hypervisor.observe(Set.of(image));
    }

    private List<String> overlays(Path image) {
        return around(image).overlays(image).stream()
                .map(layer -> "overlay " + layer.path())
                .toList();
    }

    private void refuseLost(HostState state, Step step) {
        var refusal = Refusal.GuestLost.of(step.describe(), state, domain(step));
        if (refusal.isPresent()) {
            throw new HypervisorException(HypervisorException.Kind.BUSY, refusal.get().message());
        }
    }

    /// Whoever writes the base is the guest itself, on the base by now.
    private static boolean committed(HostState state, MergeStep.Commit commit, DomainRef domain) {
        return state.halfDone(domain)
                .lost()
                .filter(qemu -> qemu.pivoted(commit.top(), commit.base()))
                .isPresent();
    }

    /// @param undo a step that takes another back
    /// @throws HypervisorException if it must not be performed
    void beforeUndo(Step undo) {
        storage.require(undo);
        copied(undo).ifPresent(copy -> refuseOthers(undo, copy));
        if (undo.plain() instanceof TakeStep.UntakeSnapshot untake) {
            refuseUsed(
                    undo.describe(),
                    new Reachability(hypervisor.observe()).users(untake, domain(undo)));
        }
    }

    /// {@return the layers on an image that a step would remove}
    List<Path> above(Step undo) {
        return removed(undo).stream()
                .flatMap(copy -> hypervisor.observe(Set.of(copy)).overlays(copy).stream())
                .map(Layer::path)
                .toList();
    }

    private static Optional<Path> removed(Step undo) {
        return switch (undo.plain()) {
            case ImageStep.DropOverlay(var overlay, _) -> Optional.of(overlay);
            case InternalStep.DropCopy(_, var copy) -> Optional.of(copy);
            default -> copied(undo);
        };
    }

    private static Optional<Path> copied(Step undo) {
        return switch (undo.plain()) {
            case ImageStep.DropImageCopy(_, _, _, var copy) -> Optional.of(copy);
            case ImageStep.DropLayerCopy(_, var copy) -> Optional.of(copy);
            case ArchiveStep.DropUnpacked(_, _, var file, _, _) -> Optional.of(file);
            default -> Optional.empty();
        };
    }

    private void refuseOthers(Step undo, Path copy) {
        var others = new Reachability(hypervisor.observe()).strangers(copy, domain(undo));
        refuseUsed(undo.describe(), others);
    }

    private DomainRef domain(Step step) {
        return step.domain(plan.intent().domain());
    }

    private static void refuseUsed(String what, List<String> users) {
        refuseUsed(what, "it", users);
    }

    /// Since the plan was made somebody may have put something on the image.
    private static void refuseUsed(String what, String image, List<String> users) {
        if (!users.isEmpty()) {
            throw new HypervisorException(
                    HypervisorException.Kind.BUSY,
                    "cannot " + what + ": " + image + " is needed by " + String.join(", ", users));
        }
    }

    private boolean stopsGuest(DomainRef domain) {
        return plan.steps().stream()
                .anyMatch(step ->
                        step.plain() instanceof DomainStep.StopDomain
                                && domain(step).equals(domain));
    }

    /// A guest that somebody started since the plan was made would go on with the old disks. One that
    /// has the new disks was started after the step was performed, which is about to be repeated.
    private void refuseStarted(DomainRef ref, DomainStep.DefineDomain step) {
        var running =
                hypervisor
                        .observe()
                        .domain(ref)
                        .filter(domain -> domain.state().active() && !runsAsDefined(domain, step));
        if (running.isPresent()) {
            throw new HypervisorException(
                    HypervisorException.Kind.BUSY,
                    "cannot "
                            + step.describe()
                            + ": domain "
                            + ref
                            + " was started meanwhile; try again");
        }
    }

    private static boolean runsAsDefined(Domain domain, DomainStep.DefineDomain step) {
        return step.placements().stream()
                .allMatch(placed ->
                        domain.disk(placed.disk())
                                .flatMap(disk -> disk.source().image())
                                .equals(Optional.of(placed.image())));
    }
}
