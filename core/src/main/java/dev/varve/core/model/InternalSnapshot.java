package dev.varve.core.model;

/// A snapshot that an image holds, whether libvirt knows of it or not.
///
/// @param id what QEMU numbers it by; empty where the image's table can't be read
/// @param name what the image calls it; any text
/// @param unchanged whether the image reads as it did when the snapshot was taken, so that nothing is
///     lost by going back to it; never true in doubt
public record InternalSnapshot(String id, String name, boolean unchanged) {}
