package dev.varve.state;

/// One domain's snapshot of a group.
///
/// @param domain its name
///
/// @since 0.1
public record GroupMember(String domain, String snapshot) {}
