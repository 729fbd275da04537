package dev.varve.cli.json;

import java.util.List;

/// What `doctor` found about one domain.
public record DiagnosisDocument(String domain, List<Finding> findings) implements Document {
    public DiagnosisDocument {
        findings = List.copyOf(findings);
    }

    /// Something that is wrong.
    ///
    /// @param finding its word: `format-not-stated`, `image-missing`, `moved`, `unmergeable`, `dirty`,
    ///     `corrupt`, `long-chain`, `stray`, `orphan`, `managed-save`, `delete-cut`, `overwritten`, `bypassed`, `misnamed`,
    ///     `block-job`, `unstarted`, `guest-lost`, `internal-unknown`, `internal-missing` or `unfinished`
    /// @param message for people, and may change
    /// @param advice what to do, for people
    /// @param mendable whether `--fix` mends it
    public record Finding(String finding, String message, String advice, boolean mendable) {
        /// {@return what the diagnosis has found}
        public static Finding of(dev.varve.state.Finding found) {
            return new Finding(found.kind(), found.message(), found.advice(), found.mendable());
        }
    }

    @Override
    public String kind() {
        return "Diagnosis";
    }
}
