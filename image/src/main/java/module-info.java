/// Disk images as data: qcow2 and raw. Knows no domains and needs no library.
module dev.varve.image {
    requires static org.jspecify;

    exports dev.varve.image;
}
