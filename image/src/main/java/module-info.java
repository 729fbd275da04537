/// Disk images as data: qcow2 and raw. Knows no domains and needs no library.
///
/// Needs native access (`--enable-native-access=dev.varve.image`) for the few file-system calls
/// that Java lacks; only the package `dev.varve.image.posix` makes them.
module dev.varve.image {
    requires static org.jspecify;

    exports dev.varve.image;
}
