package dev.varve.cli.json;

/// What `snapshot-parent` prints.
public record SnapshotParent(String domain, String name, String parent) implements Document {}
