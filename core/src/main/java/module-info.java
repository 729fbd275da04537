/// Snapshots as layers and pins: model, plan, operation, and the port to a hypervisor.
module dev.varve.core {
    requires static org.jspecify;
    requires transitive dev.varve.image;
    requires tools.jackson.databind;

    exports dev.varve.core.archive;
    exports dev.varve.core.chain;
    exports dev.varve.core.map;
    exports dev.varve.core.model;
    exports dev.varve.core.plan.archive;
    exports dev.varve.core.plan.block;
    exports dev.varve.core.plan.clone;
    exports dev.varve.core.plan.doctor;
    exports dev.varve.core.plan.group;
    exports dev.varve.core.plan.keep;
    exports dev.varve.core.plan.layers;
    exports dev.varve.core.plan.relocate;
    exports dev.varve.core.plan.serve;
    exports dev.varve.core.plan.snapshot;
    exports dev.varve.core.plan.step;
    exports dev.varve.core.operation;
    exports dev.varve.core.hypervisor;

    opens dev.varve.core.archive to
            tools.jackson.databind;
    opens dev.varve.core.model to
            tools.jackson.databind;
    opens dev.varve.core.plan.step to
            tools.jackson.databind;
    opens dev.varve.core.operation to
            tools.jackson.databind;
}
