package dev.varve.state;

/// Something about a domain's images or snapshots that is wrong, or will be.
///
/// @param kind a word for it, which stays the same: `image-missing`
/// @param message what is the matter, and what it means, in a line
/// @param advice what to do about it, in a line
/// @param mendable whether `Change.mend()` mends it
///
/// @since 0.1
public record Finding(String kind, String message, String advice, boolean mendable) {}
