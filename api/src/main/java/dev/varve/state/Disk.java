package dev.varve.state;

import java.nio.file.Path;
import java.util.Optional;

/// A disk device of a domain.
///
/// @param target `vda`
/// @param device `disk`, `lun`, `cdrom` or `floppy`
/// @param image the active layer; empty for an empty drive, and for what is no file or device of this host
/// @param format of the image, in QEMU's word: `qcow2`, `raw`; empty where the definition names none
/// @param readOnly whether the guest may only read it
///
/// @since 0.1
public record Disk(
        String target,
        String device,
        Optional<Path> image,
        Optional<String> format,
        boolean readOnly) {}
