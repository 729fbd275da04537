package dev.varve.cli.status;

import dev.varve.operation.UnfinishedOperation;
import dev.varve.state.Finding;
import dev.varve.state.PolicyRun;
import dev.varve.status.DomainStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What is wrong with a domain, in a few words, and how bad that is.
record Problems(DomainStatus status) {
    /// Of these a state is lost already, or a guest doesn't start.
    private static final Set<String> GRAVE =
            Set.of("image-missing", "moved", "corrupt", "overwritten", "guest-lost", "delete-cut");

    /// {@return each in a few words, with the command that says more}
    List<String> words() {
        return Stream.of(operation(), findings(), policies()).flatMap(each -> each).toList();
    }

    private Stream<String> operation() {
        return status.operation().map(this::word).stream();
    }

    private String word(UnfinishedOperation operation) {
        return operation.atWork()
                ? "at work: " + operation.summary()
                : "unfinished: varve recover " + status.domain();
    }

    private Stream<String> findings() {
        return status.findings().isEmpty()
                ? Stream.empty()
                : Stream.of(String.join(", ", kinds()) + ": varve doctor " + status.domain());
    }

    private Stream<String> policies() {
        return failedRuns()
                .map(run -> "policy " + run.policy() + ": " + run.failure().orElseThrow());
    }

    private Stream<PolicyRun> failedRuns() {
        return status.policyRuns().stream().filter(run -> run.failure().isPresent());
    }

    private List<String> kinds() {
        var counts = new LinkedHashMap<String, Integer>();
        status.findings().forEach(finding -> counts.merge(finding.kind(), 1, Integer::sum));
        return counts.entrySet().stream().map(Problems::counted).toList();
    }

    private static String counted(Map.Entry<String, Integer> kind) {
        return kind.getValue() == 1 ? kind.getKey() : kind.getValue() + " " + kind.getKey();
    }

    /// {@return whether somebody has to look at it at once}
    boolean areGrave() {
        return status.cut().isPresent()
                || status.findings().stream().map(Finding::kind).anyMatch(GRAVE::contains);
    }

    /// {@return whether there is anything to look at}
    boolean areThere() {
        return status.cut().isPresent()
                || !status.findings().isEmpty()
                || failedRuns().findAny().isPresent();
    }
}
