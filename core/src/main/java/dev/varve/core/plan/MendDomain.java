package dev.varve.core.plan;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.image.ImageFormat;
import java.util.List;
import java.util.Optional;

/// Mends what a [Diagnosis] finds and what can be mended without a decision of the user's, or by the one
/// that is given.
///
/// @param format of images whose format nobody states and that can't be told safely
public record MendDomain(DomainRef domain, Optional<ImageFormat> format) {
    /// {@return what the user asks for}
    public Intent intent() {
        return new Intent(Intent.Kind.MEND, domain, List.of());
    }

    /// {@return the plan, or why there is none; its remarks are the findings that it leaves}
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        var findings = new Diagnosis(state, observed.get()).findings();
        var steps = findings.stream().flatMap(finding -> mend(finding).stream()).toList();
        var left =
                findings.stream()
                        .filter(finding -> mend(finding).isEmpty())
                        .map(finding -> finding.message() + "; " + finding.advice())
                        .toList();
        return Plan.of(intent(), steps).as(intent(), left);
    }

    private Optional<Step> mend(Finding finding) {
        return finding instanceof Finding.FormatNotStated(var overlay, var backing, var recognised)
                ? recognised
                        .or(() -> format)
                        .map(stated -> new Step.StateFormat(overlay, backing, stated))
                : finding.mend();
    }
}
