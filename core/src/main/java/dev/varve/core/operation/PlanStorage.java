package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.FileIdentity;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Presence;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Reversal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StepFiles;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether the storage that a plan is about is there: a file that isn't found may be gone, or lie on a
/// file system that isn't mounted, and only the first says anything about a step.
///
/// @param directories those of the plan's files, as they were when it began
record PlanStorage(Hypervisor hypervisor, Plan plan, List<NotedDirectory> directories) {
    /// {@return the directories of all files that the plan is about, those that are there, as they are now}
    static List<NotedDirectory> note(Hypervisor hypervisor, Plan plan) {
        var directories = new TreeSet<Path>();
        plan.steps().stream()
                .flatMap(PlanStorage::files)
                .flatMap(file -> Stream.ofNullable(file.getParent()))
                .filter(directory -> !directory.startsWith("/dev"))
                .forEach(directories::add);
        return directories.stream()
                .flatMap(directory ->
                        identity(hypervisor, directory).stream()
                                .map(found -> new NotedDirectory(directory, found)))
                .toList();
    }

    private static Stream<Path> files(Step step) {
        var own = StepFiles.of(step).all();
        return step.reversal() instanceof Reversal.By(var undo)
                ? Stream.concat(own, StepFiles.of(undo).all())
                : own;
    }

    private static Optional<FileIdentity> identity(Hypervisor hypervisor, Path directory) {
        return hypervisor.presence(directory) instanceof Presence.There(var found, _)
                ? Optional.of(found)
                : Optional.empty();
    }

    /// @throws HypervisorException if a directory isn't there, or isn't the one that it was
    void require() {
        directories.forEach(this::require);
    }

    /// @throws HypervisorException if the step can't be performed, nor have been performed, as far as
    ///     can be told: a directory of its files, or a file that it needs, isn't there
    void require(Step step) {
        requireDirectories(step);
        StepFiles.of(step).needed().forEach(file -> require(step, file));
    }

    /// Also asked after a step: what was removed, or wasn't there, may have been so in another directory.
    ///
    /// @throws HypervisorException if a directory of the step's files isn't there, or isn't the one that it was
    void requireDirectories(Step step) {
        var of =
                StepFiles.of(step)
                        .all()
                        .flatMap(file -> Stream.ofNullable(file.getParent()))
                        .collect(Collectors.toSet());
        directories.stream().filter(noted -> of.contains(noted.path())).forEach(this::require);
    }

    private void require(NotedDirectory noted) {
        switch (hypervisor.presence(noted.path())) {
            case Presence.There(var found, _) -> {
                if (!noted.identity().mayBe(found)) {
                    throw away(
                            noted.path()
                                    + " is not the directory that it was when this began: its"
                                    + " storage is not mounted, or another or a copy is in its place");
                }
            }
            case Presence.Absent _ ->
                    throw away(
                            "the directory " + noted.path() + " is not there: mount its storage");
            case Presence.Unknown(var reason) ->
                    throw away("the directory " + noted.path() + " can't be looked at: " + reason);
        }
    }

    private void require(Step step, Path file) {
        switch (hypervisor.presence(file)) {
            case Presence.There _ -> {}
            case Presence.Absent _ ->
                    throw away(
                            "cannot "
                                    + step.describe()
                                    + ": "
                                    + file
                                    + " is not there, though nothing has removed it that is known of;"
                                    + " put it back");
            case Presence.Unknown(var reason) ->
                    throw away("cannot " + step.describe() + ": " + file + ": " + reason);
        }
    }

    /// {@return whether a file is gone, as far as that can be told: its directory is the one that it was
    /// and has no such name}
    ///
    /// @throws HypervisorException if it can't be told
    boolean gone(Path file) {
        directories.stream()
                .filter(noted -> noted.path().equals(file.getParent()))
                .forEach(this::require);
        return switch (hypervisor.presence(file)) {
            case Presence.There _ -> false;
            case Presence.Absent _ -> true;
            case Presence.Unknown(var reason) -> {
                if (mayHaveBeenMade(file)) {
                    throw away(file + " can't be looked at: " + reason);
                }
                yield true;
            }
        };
    }

    /// In a directory that wasn't there when this began, and isn't now, nothing has been made: libvirt makes that of a
    /// domain's NVRAM when the domain starts. A journal of version 1 doesn't tell.
    private boolean mayHaveBeenMade(Path file) {
        return directories.isEmpty()
                || file.startsWith("/dev")
                || directories.stream().anyMatch(noted -> noted.path().equals(file.getParent()));
    }

    /// Whether there is a way back is decided by what is in images: whether a guest has written to those
    /// that the plan has made, and whether those that the domain is on hold an internal snapshot.
    ///
    /// @throws HypervisorException if that can't be told
    void requireTold(List<Step> started, HostState state) {
        require();
        for (var step : started) {
            StepFiles.of(step).all().forEach(this::requireLookedAt);
            if (step.plain() instanceof ImageStep.CreateOverlay create) {
                requireReadable(create.overlay());
            }
            if (step.plain() instanceof TakeStep.TakeSnapshot take && take.overlays().isEmpty()) {
                requireHeads(step.domain(plan.intent().domain()), state);
            }
        }
    }

    private static void requireHeads(DomainRef domain, HostState state) {
        state.domain(domain).stream()
                .flatMap(observed -> observed.disks().stream())
                .flatMap(disk -> disk.source().image().stream())
                .filter(image -> state.layer(image).isEmpty())
                .findFirst()
                .ifPresent(image -> {
                    throw away("cannot tell what " + image + " holds: " + state.whyLacking(image));
                });
    }

    private void requireLookedAt(Path file) {
        if (hypervisor.presence(file) instanceof Presence.Unknown(var reason)
                && mayHaveBeenMade(file)) {
            throw away(file + " can't be looked at: " + reason);
        }
    }

    private void requireReadable(Path overlay) {
        if (hypervisor.presence(overlay) instanceof Presence.There(_, var readable) && !readable) {
            throw away(
                    "cannot tell whether a guest has written to "
                            + overlay
                            + ": permission denied");
        }
    }

    private static HypervisorException away(String message) {
        return new HypervisorException(HypervisorException.Kind.FAILED, message);
    }
}
