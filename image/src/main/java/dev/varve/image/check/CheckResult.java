package dev.varve.image.check;

import java.util.List;
import java.util.Optional;

/// What a check found, in the numbers of `qemu-img check --output=json`.
///
/// @param corruptions what can lose data, or has; one finding may count several times
/// @param leaks clusters whose refcounts are too high
/// @param checkErrors what kept the check from being complete; then the other numbers are too low
/// @param allocatedClusters clusters of the disk that the active tables place somewhere
/// @param totalClusters clusters of the disk
/// @param fragmentedClusters those that don't follow their predecessor, and all compressed ones
/// @param compressedClusters clusters of the disk that are compressed
/// @param imageEndOffset where the last cluster that is in use ends; 0 when that isn't known
/// @param worst the first corruption or error, rather one that isn't about refcounts alone; empty where there is none
/// @param findings the first 1,000
/// @param furtherFindings how many more there were
public record CheckResult(
        long corruptions,
        long leaks,
        long checkErrors,
        long allocatedClusters,
        long totalClusters,
        long fragmentedClusters,
        long compressedClusters,
        long imageEndOffset,
        Optional<CheckFinding> worst,
        List<CheckFinding> findings,
        long furtherFindings) {
    public CheckResult {
        findings = List.copyOf(findings);
    }

    /// {@return a corruption or an error that isn't about refcounts alone, so that counting anew doesn't mend it}
    public Optional<CheckFinding> damage() {
        return worst.filter(finding -> !finding.isOfRefcounts());
    }

    /// {@return what it comes to}
    public Verdict verdict() {
        if (checkErrors > 0) {
            return Verdict.UNCHECKED;
        }
        if (corruptions > 0) {
            return Verdict.CORRUPT;
        }
        return leaks > 0 ? Verdict.LEAKS : Verdict.SOUND;
    }

    /// What a check comes to.
    public enum Verdict {
        SOUND(0),
        /// Something kept the check from being complete.
        UNCHECKED(1),
        /// Damaged; also where QEMU doesn't open the image, or gives up on it. Then the numbers are too low.
        CORRUPT(2),
        /// Space is lost, and nothing else.
        LEAKS(3);

        private final int exitStatus;

        Verdict(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        /// {@return the exit status of `qemu-img check`}
        public int exitStatus() {
            return exitStatus;
        }
    }
}
