/// Snapshots as layers and pins: model, plan, operation, and the port to a hypervisor.
@SuppressWarnings("module") // Those that it is for are compiled after this.
module dev.varve.core {
    requires static org.jspecify;
    requires transitive dev.varve.image;
    requires tools.jackson.databind;

    exports dev.varve.core.archive to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.chain to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.map to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.model to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.archive to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.block to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.clone to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.doctor to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.group to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.keep to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.layers to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.relocate to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.serve to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.snapshot to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.plan.step to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.operation to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;
    exports dev.varve.core.hypervisor to
            dev.varve,
            dev.varve.libvirt,
            dev.varve.testing;

    opens dev.varve.core.archive to
            tools.jackson.databind;
    opens dev.varve.core.model to
            tools.jackson.databind;
    opens dev.varve.core.plan.step to
            tools.jackson.databind;
    opens dev.varve.core.operation to
            tools.jackson.databind;
}
