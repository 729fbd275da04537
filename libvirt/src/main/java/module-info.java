/// libvirt as a hypervisor. The only module, besides one package of dev.varve.image, that calls native code.
module dev.varve.libvirt {
    requires static org.jspecify;
    requires transitive dev.varve.core;
    requires java.xml;

    exports dev.varve.libvirt;
    exports dev.varve.libvirt.hypervisor;
    exports dev.varve.libvirt.hypervisor.archive;
    exports dev.varve.libvirt.hypervisor.observe;
    exports dev.varve.libvirt.xml;
}
