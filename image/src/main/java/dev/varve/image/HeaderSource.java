package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;

/// Where a walk down a chain learns what each image says of itself.
interface HeaderSource {
    /// {@return device and inode, so that links don't hide that two names are one file}
    Object identity(Path path) throws IOException;

    /// As [Image#read].
    ImageInfo read(Path path, ImageFormat format) throws IOException;

    /// {@return the files themselves, each read when it is asked for}
    static HeaderSource files() {
        return new HeaderSource() {
            @Override
            public Object identity(Path path) throws IOException {
                return BackingChain.identity(path);
            }

            @Override
            public ImageInfo read(Path path, ImageFormat format) throws IOException {
                return Image.read(path, format);
            }
        };
    }
}
