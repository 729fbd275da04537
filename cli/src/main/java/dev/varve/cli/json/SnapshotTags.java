package dev.varve.cli.json;

import java.util.List;

/// What `tag` prints that gives and takes none.
public record SnapshotTags(String domain, String name, List<String> tags) implements Document {
    public SnapshotTags {
        tags = List.copyOf(tags);
    }
}
