package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a check has found so far.
final class CheckReport {
    private static final int KEPT = 1000;

    private final List<CheckFinding> findings = new ArrayList<>();
    private Optional<CheckFinding> worst = Optional.empty();
    private long further;
    private long corruptions;
    private long leaks;
    private long errors;
    private long allocated;
    private long fragmented;
    private long compressed;
    private long clustersUsed;

    void corrupt(CheckFinding finding) {
        corrupt(finding, 1);
    }

    /// @param times how many corruptions it counts as
    void corrupt(CheckFinding finding, long times) {
        if (times > 0) {
            corruptions += times;
            remember(finding);
            note(finding);
        }
    }

    private void remember(CheckFinding finding) {
        if (worst.isEmpty() || (worst.get().isOfRefcounts() && !finding.isOfRefcounts())) {
            worst = Optional.of(finding);
        }
    }

    void leak(CheckFinding finding) {
        leaks++;
        note(finding);
    }

    /// Something kept the check from being complete.
    void error(CheckFinding finding, long times) {
        errors += times;
        remember(finding);
        note(finding);
    }

    /// Keeps a finding that is neither a corruption nor a leak by itself.
    void note(CheckFinding finding) {
        if (findings.size() < KEPT) {
            findings.add(finding);
        } else {
            further++;
        }
    }

    void allocated(long clusters) {
        allocated += clusters;
    }

    void fragmented(long clusters) {
        fragmented += clusters;
    }

    void compressed(long clusters) {
        allocated += clusters;
        fragmented += clusters; // Neighbours share sectors, whatever their order.
        compressed += clusters;
    }

    void used(long cluster) {
        clustersUsed = Math.max(clustersUsed, cluster + 1);
    }

    /// {@return all that was found}
    CheckResult result(long totalClusters, int clusterBits) {
        return new CheckResult(
                corruptions,
                leaks,
                errors,
                allocated,
                totalClusters,
                fragmented,
                compressed,
                clustersUsed << clusterBits,
                worst,
                findings,
                further);
    }
}
