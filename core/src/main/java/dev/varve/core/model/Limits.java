package dev.varve.core.model;

/// What a hypervisor of its version can't do or is known to do wrong, so that nothing is planned that
/// comes to it unawares.
///
/// @param hypervisor for messages: `libvirt 11.3.0`
/// @param layers how many layers a disk may have for its domain to be started
/// @param resumesInternal whether a guest can be relied on to go on from the memory in an internal
///     snapshot
public record Limits(String hypervisor, int layers, boolean resumesInternal) {
    /// {@return those of a hypervisor without defects}
    public static Limits none() {
        return new Limits("the hypervisor", Integer.MAX_VALUE, true);
    }
}
