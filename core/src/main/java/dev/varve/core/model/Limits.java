package dev.varve.core.model;

/// What a hypervisor of its version can't do or is known to do wrong, so that nothing is planned that
/// comes to it unawares.
///
/// @param hypervisor for messages: `libvirt 11.3.0`
/// @param layers how many layers a disk may have for its domain to be started
/// @param resumesInternal whether a guest can be relied on to go on from the memory in an internal
///     snapshot
/// @param needsCurrent whether it dies when somebody else's client deletes a snapshot with children while no
///     snapshot is the current one
public record Limits(String hypervisor, int layers, boolean resumesInternal, boolean needsCurrent) {
    /// {@return those of a hypervisor without defects}
    public static Limits none() {
        return new Limits("the hypervisor", Integer.MAX_VALUE, true, false);
    }
}
