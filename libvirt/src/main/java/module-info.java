/// libvirt as a hypervisor. The only module, besides one package of dev.varve.image, that calls native code.
@SuppressWarnings("module") // Those that it is for are compiled after this.
module dev.varve.libvirt {
    requires static org.jspecify;
    requires transitive dev.varve.core;
    requires java.xml;

    exports dev.varve.libvirt to
            dev.varve,
            dev.varve.cli;
    exports dev.varve.libvirt.hypervisor to
            dev.varve;
    exports dev.varve.libvirt.hypervisor.archive to
            dev.varve;
    exports dev.varve.libvirt.hypervisor.observe to
            dev.varve;
    exports dev.varve.libvirt.xml to
            dev.varve,
            dev.varve.cli;
}
