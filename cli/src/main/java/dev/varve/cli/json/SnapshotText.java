package dev.varve.cli.json;

import java.util.List;

/// What `snapshot-dumpxml` prints.
///
/// @param xml a document each: the snapshot's, or with `--xpath` one for each node that was found
public record SnapshotText(String domain, String name, List<String> xml) implements Document {
    public SnapshotText {
        xml = List.copyOf(xml);
    }
}
