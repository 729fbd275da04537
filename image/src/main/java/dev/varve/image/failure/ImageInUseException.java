package dev.varve.image.failure;

import java.nio.file.Path;

/// Another process, as a rule the QEMU of a running domain, holds a lock on the image or on one of
/// its backing chain.
public final class ImageInUseException extends ImageException {
    private static final long serialVersionUID = 1L;

    public ImageInUseException(Path file, String message) {
        super(file, message);
    }
}
