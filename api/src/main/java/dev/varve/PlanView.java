package dev.varve;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.operation.HostChange;
import dev.varve.operation.Plan.KeptState;
import dev.varve.operation.Plan.Subject;
import dev.varve.operation.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The engine's plans, in the library's words.
///
/// @param request what they are for
/// @param at when they are made
record PlanView(Request request, Instant at) {
    dev.varve.operation.Plan of(Plan plan) {
        return new dev.varve.operation.Plan(
                request,
                domain(plan.intent()),
                at,
                subject(plan.intent()),
                plan.intent().toString(),
                plan.steps().stream().map(Step::describe).toList(),
                plan.bytesToCopy(),
                plan.peakExtraBytes(),
                plan.lost(),
                plan.kept(),
                plan.remarks(),
                keptState(plan),
                leftOff(plan),
                fingerprint(plan));
    }

    /// {@return the plan of what was asked for, where nothing was left to do}
    ///
    /// @param done why not
    dev.varve.operation.Plan nothingLeft(Intent intent, String done) {
        return of(new Plan(intent, List.of(), 0, 0, List.of(), List.of(), List.of(done)));
    }

    private Optional<java.util.UUID> domain(Intent intent) {
        return request instanceof HostChange
                ? Optional.empty()
                : Optional.of(intent.domain().uuid());
    }

    private static Subject subject(Intent intent) {
        return new Subject(
                intent.kind().word(),
                intent.domains().stream().map(DomainRef::name).toList(),
                intent.snapshots().stream().map(SnapshotName::value).toList(),
                intent.group().map(Group::name));
    }

    private static Optional<KeptState> keptState(Plan plan) {
        return plan.steps().stream()
                .map(Step::plain)
                .filter(SnapshotStep.RecordSnapshot.class::isInstance)
                .map(step -> kept((SnapshotStep.RecordSnapshot) step))
                .findFirst();
    }

    private static KeptState kept(SnapshotStep.RecordSnapshot kept) {
        var noted = kept.annotations();
        return new KeptState(
                noted.group().map(Group::toString).orElseGet(() -> kept.name().value()),
                noted.expires());
    }

    private static List<String> leftOff(Plan plan) {
        var off = new LinkedHashSet<DomainRef>();
        for (var step : plan.steps()) {
            var domain = step instanceof Step.OnDomain(var of, _) ? of : plan.intent().domain();
            if (step.plain() instanceof DomainStep.StopDomain) {
                off.add(domain);
            } else if (starts(step.plain())) {
                off.remove(domain);
            }
        }
        return off.stream().map(DomainRef::name).toList();
    }

    private static boolean starts(Step step) {
        return step instanceof DomainStep.StartDomain
                || step instanceof DomainStep.RestoreMemory
                || step instanceof InternalStep.ResumeInternal;
    }

    /// {@return what tells the plan from another. What is lost is approved as well as what is done}
    static String fingerprint(Plan plan) {
        var words =
                Stream.concat(
                        plan.steps().stream().map(PlanView::words),
                        plan.lost().stream().map(gone -> "lost: " + gone));
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            words.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /// Another archive may have the same files, and another snapshot the same name.
    private static String words(Step step) {
        return step.describe() + " " + identity(step.plain());
    }

    private static String identity(Step step) {
        if (step instanceof ArchiveStep.UnpackFile file) {
            return file.sha256();
        }
        if (step instanceof SnapshotStep.ForgetSnapshot gone) {
            return gone.document();
        }
        if (step instanceof SnapshotStep.SelectSnapshot chosen) {
            return chosen.document();
        }
        return step instanceof DomainStep.DefineDomain defined ? defined.document() : "";
    }
}
