package dev.varve.core.model;

/// A snapshot of a domain in an archive.
///
/// @param document the `<domainsnapshot>`
public record ArchivedSnapshot(SnapshotName name, String document) {}
