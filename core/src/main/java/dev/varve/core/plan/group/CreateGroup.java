package dev.varve.core.plan.group;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Takes a snapshot of the disks of each domain of a group, all while none of the guests runs: so the
/// snapshots fit together as if the power of all had failed at one moment.
///
/// What takes time or may fail comes first: the overlays, then the freezing. Then all guests are paused,
/// all disks switched, all guests let go. Until the last is switched the others can be taken back.
///
/// @param request what is asked for each domain; without memory
/// @param annotations what else is noted about each snapshot
public record CreateGroup(
        Group group, SnapshotRequest request, Options options, Annotations annotations, Instant now)
        implements Change {
    /// How the group is taken.
    ///
    /// @param quiesce have the guests' file systems frozen first
    /// @param freezeTimeout how many seconds each guest may take for that
    /// @param validate check the document against libvirt's schema
    public record Options(boolean quiesce, int freezeTimeout, boolean validate) {}

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.CREATE, group, List.of(name()))
                .saying(options, annotations, request.document());
    }

    /// {@return the name that each snapshot will have}
    public SnapshotName name() {
        return request.name().orElseGet(() -> new SnapshotName(group.name()));
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        return refuse(state).<Planned>map(refusal -> refusal).orElseGet(() -> planMembers(state));
    }

    private Optional<Refusal> refuse(HostState state) {
        var names = new HashSet<DomainRef>();
        var twice = group.members().stream().filter(member -> !names.add(member)).findFirst();
        if (twice.isPresent()) {
            return Optional.of(
                    new Refusal.InvalidRequest(
                            "cannot " + intent() + ": " + twice.get() + " is named twice"));
        }
        var found = GroupSnapshots.find(state, group.name());
        return found.isEmpty()
                ? refusePaused(state)
                : Optional.of(new GroupRefusal.GroupExists(group.name(), found.names()));
    }

    /// Its agent can't answer.
    private Optional<Refusal> refusePaused(HostState state) {
        return group.members().stream()
                .filter(member -> options.quiesce() && runs(state, member, RunState.PAUSED))
                .findFirst()
                .map(member ->
                        new Refusal.NotYet(
                                intent().toString(),
                                "the guest of "
                                        + member
                                        + " is paused, so its file systems can't be frozen",
                                "resume it, or leave out --quiesce"));
    }

    private static boolean runs(HostState state, DomainRef member, RunState as) {
        return state.domain(member).filter(domain -> domain.state() == as).isPresent();
    }

    private Planned planMembers(HostState state) {
        var plans = new ArrayList<Plan>();
        var planned = new HashSet<Path>();
        for (var member : group.members()) {
            switch (member(member).plan(state, planned)) {
                case Refusal refusal -> {
                    return new GroupRefusal.OfMember(member, refusal);
                }
                case Plan plan -> {
                    plans.add(plan);
                    overlays(plan).map(ImageStep.CreateOverlay::overlay).forEach(planned::add);
                }
            }
        }
        return refuseShared(plans)
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> combine(state, plans));
    }

    private CreateSnapshot member(DomainRef member) {
        return new CreateSnapshot(
                member,
                new SnapshotRequest(
                        Optional.of(name()),
                        request.memory(),
                        request.memoryFile(),
                        request.disks(),
                        request.document()),
                new TakeOptions(true, false, false, false, false, false, true, options.validate()),
                annotations.withGroup(Optional.of(group)),
                now);
    }

    private static Stream<ImageStep.CreateOverlay> overlays(Plan plan) {
        return plan.steps().stream()
                .filter(ImageStep.CreateOverlay.class::isInstance)
                .map(ImageStep.CreateOverlay.class::cast);
    }

    /// An image that two of them write has no two overlays.
    private Optional<Refusal> refuseShared(List<Plan> plans) {
        Map<Path, List<String>> users = new TreeMap<>();
        for (var plan : plans) {
            overlays(plan)
                    .forEach(overlay ->
                            users.computeIfAbsent(overlay.base(), _ -> new ArrayList<>())
                                    .add(
                                            "disk "
                                                    + overlay.disk()
                                                    + " of "
                                                    + plan.intent().domain()));
        }
        return users.entrySet().stream()
                .filter(image -> image.getValue().size() > 1)
                .findFirst()
                .map(image ->
                        new ImageRefusal.ImageInUse(
                                intent().toString(), image.getKey(), image.getValue()));
    }

    private Plan combine(HostState state, List<Plan> plans) {
        var running =
                group.members().stream()
                        .filter(member -> runs(state, member, RunState.RUNNING))
                        .toList();
        var frozen = options.quiesce() ? running : List.<DomainRef>of();
        var steps = new ArrayList<Step>();
        plans.forEach(plan -> add(steps, plan, plan.steps().subList(0, taking(plan))));
        frozen.forEach(
                guest -> add(steps, guest, new GuestStep.FreezeGuest(options.freezeTimeout())));
        running.forEach(guest -> add(steps, guest, new GuestStep.PauseGuest()));
        plans.forEach(plan -> add(steps, plan.intent().domain(), together(plan)));
        running.forEach(guest -> add(steps, guest, new GuestStep.ResumeGuest()));
        frozen.forEach(
                guest -> add(steps, guest, new GuestStep.ThawGuest(options.freezeTimeout())));
        plans.forEach(plan ->
                add(steps, plan, plan.steps().subList(taking(plan) + 1, plan.steps().size())));
        return Plan.of(intent(), steps);
    }

    private static void add(List<Step> steps, DomainRef domain, Step step) {
        steps.add(new Step.OnDomain(domain, step));
    }

    private static void add(List<Step> steps, Plan plan, List<Step> of) {
        of.forEach(step -> add(steps, plan.intent().domain(), step));
    }

    private static int taking(Plan plan) {
        int place = 0;
        while (!(plan.steps().get(place) instanceof TakeStep.TakeSnapshot)) {
            place++;
        }
        return place;
    }

    private static Step together(Plan plan) {
        return new TakeStep.TakeMember(
                (TakeStep.TakeSnapshot) plan.steps().get(taking(plan)),
                overlays(plan)
                        .map(overlay ->
                                new Move(
                                        overlay.disk(),
                                        overlay.overlay(),
                                        overlay.base(),
                                        overlay.baseFormat()))
                        .toList());
    }
}
