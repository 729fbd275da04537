package dev.varve.libvirt;

/// What a domain is doing.
///
/// @param state one of `VirDomainState`
/// @param reason why; its numbers are counted per state
public record DomainState(int state, int reason) {}
