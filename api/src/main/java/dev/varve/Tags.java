package dev.varve;

import java.util.Collection;

/// What a snapshot's tag may be.
///
/// @since 0.1
public final class Tags {
    /// What is said of one that isn't.
    public static final String RULE = dev.varve.core.plan.keep.Tags.RULE;

    private Tags() {}

    /// {@return whether all of these can be tags}
    public static boolean areWords(Collection<String> tags) {
        return dev.varve.core.plan.keep.Tags.areWords(tags);
    }
}
