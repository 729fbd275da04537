/// The command line. The only module that wires adapters, prints and exits.
module dev.varve.cli {
    requires static org.jspecify;
    requires dev.varve.libvirt;
    requires info.picocli;

    opens dev.varve.cli.virsh to
            info.picocli;
}
