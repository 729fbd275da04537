/// The command line. The only module that prints and exits; what it does, it does through the library.
module dev.varve.cli {
    requires static org.jspecify;
    requires dev.varve;
    requires dev.varve.libvirt;
    requires info.picocli;
    requires io.prometheus.metrics;
    requires java.xml;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires org.jline.terminal.ffm;
    requires tools.jackson.databind;

    opens dev.varve.cli.json to
            tools.jackson.databind;
    opens dev.varve.cli.command to
            info.picocli;
    opens dev.varve.cli.options to
            info.picocli;
    opens dev.varve.cli.virsh to
            info.picocli;
}
