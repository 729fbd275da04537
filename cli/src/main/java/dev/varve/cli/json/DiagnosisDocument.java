package dev.varve.cli.json;

import java.util.List;

/// What `doctor` found about one domain.
public record DiagnosisDocument(String domain, List<Finding> findings) implements Document {
    public DiagnosisDocument {
        findings = List.copyOf(findings);
    }

    /// Something that is wrong.
    ///
    /// @param finding its word: `format-not-stated`, `image-missing`, `unmergeable`, `dirty`,
    ///     `long-chain`, `stray`, `managed-save` or `unfinished`
    /// @param message for people, and may change
    /// @param advice what to do, for people
    /// @param mendable whether `--fix` mends it
    public record Finding(String finding, String message, String advice, boolean mendable) {}

    @Override
    public String kind() {
        return "Diagnosis";
    }
}
