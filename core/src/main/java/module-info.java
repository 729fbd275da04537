/// Snapshots as layers and pins: model, plan, operation, and the port to a hypervisor.
module dev.varve.core {
    requires static org.jspecify;

    exports dev.varve.core.model;
}
