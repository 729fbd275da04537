package dev.varve.cli.json;

/// What `snapshot-edit` prints.
///
/// @param name before it was edited
/// @param newName the same, unless it was renamed or cloned
/// @param outcome `unchanged`, `edited`, `renamed` or `cloned`
public record SnapshotEdit(String domain, String name, String newName, String outcome)
        implements Document {}
