package dev.varve.core.model;

import java.util.Optional;

/// One disk device of a domain definition.
///
/// @param target the device's name, `vda`
/// @param device `disk`, `lun`, `cdrom` or `floppy`
/// @param source the active layer
/// @param readonly whether the guest may only read it, as with the media of a CD-ROM
/// @param mode the `snapshot` attribute of the `<disk>` element, where it has one
/// @param busy whether a block job runs on it
public record Disk(
        DiskTarget target,
        String device,
        Source source,
        boolean readonly,
        Optional<SnapshotMode> mode,
        boolean busy) {}
