package dev.varve.core.plan.group;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Reversal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Goes back to a group: every domain to its snapshot of it.
///
/// What may fail is done for all of them before the first guest is stopped, and can be taken back until
/// then. Before that all guests that run are paused: so the states that are left behind fit together as
/// well, and are a group of their own.
///
/// @param group as its snapshots note it
/// @param options without `discard`
/// @param now names the overlays and the snapshots of the states left behind
public record RevertGroup(Group group, RevertToSnapshot.Options options, Instant now)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.REVERT, group, List.of());
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var found = GroupSnapshots.find(state, group.name());
        var missing =
                group.members().stream()
                        .filter(member -> found.of(member).size() != 1)
                        .map(DomainRef::name)
                        .toList();
        if (found.isEmpty()) {
            return new GroupRefusal.NoSuchGroup(group.name());
        }
        if (!missing.isEmpty() || found.members().size() != group.members().size()) {
            return new GroupRefusal.GroupIncomplete(intent().toString(), missing);
        }
        return planMembers(state, found);
    }

    private Planned planMembers(HostState state, GroupSnapshots found) {
        var plans = new ArrayList<Plan>();
        var files = new HashSet<>(state.files());
        for (var member : found.members()) {
            var revert = new RevertToSnapshot(member.domain(), member.snapshot(), options, now);
            switch (revert.plan(state.withFiles(files))) {
                case Refusal refusal -> {
                    return new GroupRefusal.OfMember(member.domain(), refusal);
                }
                case Plan plan -> {
                    plans.add(plan);
                    created(plan).forEach(files::add);
                }
            }
        }
        return combine(state, plans);
    }

    private static Stream<Path> created(Plan plan) {
        return plan.steps().stream()
                .filter(ImageStep.CreateOverlay.class::isInstance)
                .map(step -> ((ImageStep.CreateOverlay) step).overlay());
    }

    private Plan combine(HostState state, List<Plan> plans) {
        var steps = new ArrayList<Step>();
        plans.forEach(plan -> add(steps, plan, 0, stopping(plan)));
        for (var plan : plans) {
            if (runs(state, plan) && stopping(plan) < plan.steps().size()) {
                steps.add(new Step.OnDomain(plan.intent().domain(), new GuestStep.PauseGuest()));
            }
        }
        plans.forEach(plan -> add(steps, plan, stopping(plan), starting(plan)));
        plans.forEach(plan -> add(steps, plan, starting(plan), plan.steps().size()));
        var lost =
                plans.stream()
                        .flatMap(plan ->
                                plan.lost().stream()
                                        .map(what -> what + " (" + plan.intent().domain() + ")"))
                        .toList();
        var remarks =
                plans.stream()
                        .flatMap(plan ->
                                plan.remarks().stream()
                                        .map(said -> plan.intent().domain() + ": " + said))
                        .toList();
        return new Plan(intent(), leftBehindTogether(steps), 0, 0, lost, List.of(), remarks);
    }

    private static boolean runs(HostState state, Plan plan) {
        return state.domain(plan.intent().domain())
                .filter(domain -> domain.state() == RunState.RUNNING)
                .isPresent();
    }

    private static void add(List<Step> steps, Plan plan, int from, int to) {
        plan.steps()
                .subList(from, to)
                .forEach(step -> steps.add(new Step.OnDomain(plan.intent().domain(), step)));
    }

    /// {@return the place of the first step from which there is only the way forward}
    private static int stopping(Plan plan) {
        int place = 0;
        while (place < plan.steps().size()
                && !(plan.steps().get(place).reversal() instanceof Reversal.OneWay)) {
            place++;
        }
        return place;
    }

    private static int starting(Plan plan) {
        int place = stopping(plan);
        while (place < plan.steps().size() && !starts(plan.steps().get(place))) {
            place++;
        }
        return place;
    }

    private static boolean starts(Step step) {
        return step instanceof DomainStep.StartDomain
                || step instanceof DomainStep.RestoreMemory
                || step instanceof InternalStep.ResumeInternal;
    }

    /// The snapshots of the states left behind are a group if they have one name.
    private static List<Step> leftBehindTogether(List<Step> steps) {
        var members =
                steps.stream().filter(RevertGroup::keeps).map(Step.OnDomain.class::cast).toList();
        var names =
                members.stream()
                        .map(s -> ((SnapshotStep.RecordSnapshot) s.inner()).name())
                        .distinct()
                        .toList();
        if (names.size() != 1) {
            return steps;
        }
        var kept =
                new Group(
                        names.getFirst().value(),
                        members.stream().map(Step.OnDomain::domain).toList());
        return steps.stream()
                .map(step -> keeps(step) ? inGroup((Step.OnDomain) step, kept) : step)
                .toList();
    }

    private static boolean keeps(Step step) {
        return step.plain() instanceof SnapshotStep.RecordSnapshot;
    }

    private static Step inGroup(Step.OnDomain step, Group kept) {
        var s = (SnapshotStep.RecordSnapshot) step.inner();
        Annotations noted = s.annotations().withGroup(Optional.of(kept));
        return new Step.OnDomain(
                step.domain(),
                new SnapshotStep.RecordSnapshot(
                        s.name(),
                        s.parent(),
                        s.state(),
                        s.creationTime(),
                        s.description(),
                        s.disks(),
                        s.heads(),
                        s.definition(),
                        noted));
    }
}
