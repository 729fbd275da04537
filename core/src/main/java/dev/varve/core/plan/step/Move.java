package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A disk's image that is called by another path from now on, after a merge took away the first.
///
/// @param format of the image at `to`
public record Move(DiskTarget disk, Path from, Path to, ImageFormat format) {
    /// {@return the same of a disk that has another target}
    public Move of(DiskTarget other) {
        return new Move(other, from, to, format);
    }

    /// {@return which names take the place of which, in a step's words}
    static String listed(List<Move> moves) {
        return moves.stream()
                .map(move -> move.to() + " instead of " + move.from())
                .collect(Collectors.joining(", "));
    }
}
