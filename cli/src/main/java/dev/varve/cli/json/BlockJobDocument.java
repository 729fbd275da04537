package dev.varve.cli.json;

import dev.varve.state.BlockJob;
import java.util.Optional;

/// What `blockjob` prints.
///
/// @param job absent where none runs
public record BlockJobDocument(String domain, String disk, Optional<BlockJob> job)
        implements Document {
    @Override
    public String kind() {
        return "BlockJob";
    }
}
