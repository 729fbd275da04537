/// Disk images as data: qcow2 and raw. Knows no domains, and needs no libraries but zstd and, for
/// archives, Commons Compress.
///
/// Needs native access (`--enable-native-access=dev.varve.image`) for the few file-system calls
/// that Java lacks; only the package `dev.varve.image.posix` makes them. zstd is native code too
/// (`--enable-native-access=com.github.luben.zstd_jni`) and is loaded at the first cluster that it
/// compressed.
module dev.varve.image {
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires static org.jspecify;

    exports dev.varve.image;
    exports dev.varve.image.check;
    exports dev.varve.image.failure;
}
