/// The library: snapshots of the virtual machines that a libvirt of this host runs. A program requires this module and
/// no other of ours; [dev.varve.Varve] is where it begins.
///
/// The program's Java needs native access for `dev.varve.libvirt`, which calls libvirt, and for `dev.varve.image`, which
/// makes a few file-system calls (`--enable-native-access=dev.varve.libvirt,dev.varve.image`); images with clusters that
/// zstd compressed need it for `com.github.luben.zstd_jni`, too.
module dev.varve {
    requires static org.jspecify;
    requires dev.varve.core;
    requires dev.varve.image;
    requires dev.varve.libvirt;

    exports dev.varve;
    exports dev.varve.operation;
    exports dev.varve.policy;
    exports dev.varve.state;
    exports dev.varve.status;
}
