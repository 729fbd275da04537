package dev.varve.core.plan.doctor;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.util.List;
import java.util.Optional;

/// Mends what a [Diagnosis] finds and what can be mended without a decision of the user's, or by the one
/// that is given.
///
/// One plan mends formats that aren't stated, for what lies below is seen afterwards only; else one
/// finding. Whoever wants all mended plans again until nothing is planned.
///
/// @param format of images whose format nobody states and that can't be told safely
/// @param moved whether images that aren't where they are named are those of the same name beside
public record MendDomain(DomainRef domain, Optional<ImageFormat> format, boolean moved)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.MEND, domain, List.of());
    }

    /// {@return the plan of what is mended next, or why there is none}
    @Override
    public Planned plan(HostState state) {
        return planned(state, this::next);
    }

    /// {@return all steps that can be told beforehand, for a dry run; its remarks are the findings that
    /// it leaves}
    public Planned planAll(HostState state) {
        return planned(
                state, findings -> findings.stream().flatMap(f -> mend(f).stream()).toList());
    }

    /// {@return the steps that let each snapshot of the domain name what it froze}
    public static List<Step> names(HostState state, DomainRef domain) {
        return state.domain(domain).stream()
                .filter(observed ->
                        observed.snapshots().stream().anyMatch(s -> !s.misnamed().isEmpty()))
                .flatMap(observed -> new Diagnosis(state, observed).findings().stream())
                .filter(SnapshotFinding.Misnamed.class::isInstance)
                .flatMap(finding -> finding.mend().stream())
                .toList();
    }

    private interface Choice {
        List<Step> of(List<Finding> findings);
    }

    private Planned planned(HostState state, Choice choice) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        var findings = new Diagnosis(state, observed.get()).findings();
        var left =
                findings.stream()
                        .filter(finding -> mend(finding).isEmpty())
                        .map(finding -> finding.message() + "; " + finding.advice())
                        .toList();
        return Plan.of(intent(), choice.of(findings)).as(intent(), left);
    }

    private List<Step> next(List<Finding> findings) {
        var formats =
                findings.stream()
                        .filter(ImageFinding.FormatNotStated.class::isInstance)
                        .flatMap(finding -> mend(finding).stream())
                        .toList();
        return formats.isEmpty()
                ? findings.stream()
                        .map(this::mend)
                        .filter(steps -> !steps.isEmpty())
                        .findFirst()
                        .orElse(List.of())
                : formats;
    }

    private List<Step> mend(Finding finding) {
        return switch (finding) {
            case ImageFinding.FormatNotStated(var overlay, var backing, var recognised) ->
                    recognised.or(() -> format).stream()
                            .<Step>map(
                                    stated -> new ImageStep.StateFormat(overlay, backing, stated))
                            .toList();
            case ImageFinding.Moved(_, _, var steps, _) -> moved ? steps : List.of();
            case ImageFinding.ImageMissing _,
                    ImageFinding.Unmergeable _,
                    ImageFinding.Dirty _,
                    ImageFinding.MarkedCorrupt _,
                    ImageFinding.LongChain _,
                    ImageFinding.Stray _,
                    ImageFinding.Orphan _,
                    DomainFinding.ManagedSave _,
                    SnapshotFinding.DeleteCut _,
                    SnapshotFinding.Overwritten _,
                    SnapshotFinding.Bypassed _,
                    SnapshotFinding.Misnamed _,
                    DomainFinding.BlockJobLeft _,
                    DomainFinding.Unstarted _,
                    DomainFinding.GuestLost _,
                    SnapshotFinding.InternalUnknown _,
                    SnapshotFinding.InternalMissing _ ->
                    finding.mend();
        };
    }
}
