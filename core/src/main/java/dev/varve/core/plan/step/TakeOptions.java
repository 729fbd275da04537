package dev.varve.core.plan.step;

/// How a snapshot is taken, in the words of `virsh snapshot-create`.
///
/// @param diskOnly without the guest's memory
/// @param quiesce with the guest's file systems frozen while the disks switch
/// @param halt stop the guest afterwards
/// @param live let the guest run while its memory is saved
/// @param noMetadata keep no record of it
/// @param reuseExternal the user made the overlays
/// @param atomic all disks or none
/// @param validate check the document against libvirt's schema
public record TakeOptions(
        boolean diskOnly,
        boolean quiesce,
        boolean halt,
        boolean live,
        boolean noMetadata,
        boolean reuseExternal,
        boolean atomic,
        boolean validate) {}
