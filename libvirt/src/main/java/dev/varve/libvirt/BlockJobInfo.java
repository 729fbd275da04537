package dev.varve.libvirt;

/// How far a block job is. `cur == end` does not make an active commit ready: only the event or
/// `<mirror ready='yes'/>` in the domain's XML do.
///
/// @param type one of `VirDomainBlockJobType`
/// @param bandwidth the limit in MiB/s, or in bytes/s if asked for; 0 without a limit
/// @param cur how far, in a unit of the hypervisor's
/// @param end where it ends, in the same unit; may grow
public record BlockJobInfo(int type, long bandwidth, long cur, long end) {}
