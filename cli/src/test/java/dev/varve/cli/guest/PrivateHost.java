package dev.varve.cli.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.cli.Main;
import dev.varve.cli.Varve;
import dev.varve.cli.VarveProcess;
import dev.varve.cli.kill.PrivateLibvirtd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A host of its own: a libvirtd with directories of its own under a fresh root. Varve runs in this
/// process, beside the hosts of other tests; only where its end is what a test is about does it run as
/// a process ([#startVarve]).
final class PrivateHost implements AutoCloseable {
    private static final Pattern FILE_NAME = Pattern.compile("\"filename\": \"([^\"]+)\"");

    private static final Pattern AGENT_COMMAND =
            Pattern.compile("Send command '\\{\"execute\":\"([a-z-]+)\"");

    private final Path root;
    private final Path images;
    private final Path checkout = findCheckout();
    private final PrivateLibvirtd libvirtd;
    private final Programs programs;

    /// Whether Varve sees what libvirt keeps in its own directories.
    private final boolean seesStores;

    /// The guests that sleep since they were defined.
    private final Map<String, BootedGuest.Copy> asleep = new HashMap<>();

    private PrivateHost(Path root, boolean seesStores) throws IOException {
        this.root = root;
        this.seesStores = seesStores;
        this.images = Files.createDirectory(root.resolve("images"));
        this.libvirtd = PrivateLibvirtd.start(root);
        this.programs =
                new Programs(
                        root,
                        Map.of(
                                "VIRSH_DEFAULT_CONNECT_URI",
                                libvirtd.uri(),
                                "XDG_STATE_HOME",
                                root.resolve("state").toString(),
                                "LC_ALL",
                                "C.UTF-8"));
    }

    /// {@return a host without domains}
    static PrivateHost create() throws IOException {
        return new PrivateHost(Files.createTempDirectory("varve-host"), /* seesStores= */ false);
    }

    /// {@return one for NVRAM and TPM state, which libvirt keeps in directories of its own: Varve runs
    /// as a process that sees them}
    static PrivateHost createWithStores() throws IOException {
        return new PrivateHost(Files.createTempDirectory("varve-host"), /* seesStores= */ true);
    }

    /// Ends the libvirtd and starts another, which reads everything anew.
    void restartLibvirtd() {
        libvirtd.kill();
        libvirtd.revived();
    }

    private static Path findCheckout() {
        var directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("guest/domain"))) {
            directory =
                    Optional.ofNullable(directory.getParent())
                            .orElseThrow(() -> new IllegalStateException("not in a checkout"));
        }
        return directory;
    }

    /// {@return the directory of the domains' images}
    Path images() {
        return images;
    }

    /// {@return the directory of the project's files}
    Path checkout() {
        return checkout;
    }

    /// {@return the directory of everything}
    Path root() {
        return root;
    }

    /// {@return the names of what the guests' agents were told, in order}
    List<String> toldAgents() throws IOException {
        return AGENT_COMMAND
                .matcher(Files.readString(libvirtd.log()))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /// {@return the domain, defined, with disks that each hold an empty ext4; its guest has booted
    /// already, and wakes when it is first started}
    RealGuest define(String name, int disks) throws IOException, InterruptedException {
        var booted = BootedGuest.with(disks);
        var guest = define(name, booted.copyDisks(images, name), xml -> xml);
        asleep.put(name, booted.copy(guest));
        return guest;
    }

    /// {@return the domain, whose guest boots when it is started}
    RealGuest defineToBoot(String name, int disks) throws IOException, InterruptedException {
        return define(name, disks, xml -> xml);
    }

    /// {@return the domain with a disk for each target, whose images are named `NAME.qcow2`, and `NAME-TARGET.qcow2` from
    /// the second on; its guest boots when it is started}
    RealGuest defineNamed(String name, List<String> targets)
            throws IOException, InterruptedException {
        var files = new ArrayList<Path>();
        for (var target : targets) {
            files.add(images.resolve(name + (files.isEmpty() ? "" : "-" + target) + ".qcow2"));
            run(script("mkdisk"), files.getLast().toString(), "24").ok();
        }
        // In the order of their names, also where libvirt or Varve goes by UUID.
        var digits = HexFormat.of().formatHex((name + "\0\0\0\0\0\0").getBytes(UTF_8), 0, 6);
        var uuid = "<uuid>00000000-0000-4000-8000-" + digits + "</uuid>";
        return define(name, files, xml -> xml.replaceFirst("(<name>[^<]*</name>)", "$1" + uuid));
    }

    /// Starts the domain, or wakes it.
    void start(String name) throws IOException, InterruptedException {
        var copy = Optional.ofNullable(asleep.remove(name));
        if (copy.isPresent() && copy.get().isUnchanged()) {
            copy.get().wake();
        } else {
            virsh("start", name).ok();
        }
    }

    /// {@return the domain that can't be asked to freeze its file systems}
    RealGuest defineWithoutAgent(String name) throws IOException, InterruptedException {
        return define(name, 1, xml -> xml.replaceFirst("(?s) *<channel .*</channel>\n", ""));
    }

    /// {@return the domain with UEFI firmware and an emulated TPM}
    RealGuest defineWithFirmware(String name) throws IOException, InterruptedException {
        return define(
                name,
                1,
                xml ->
                        withUefi(xml)
                                .replaceFirst(
                                        "<devices>",
                                        "<devices><tpm model='tpm-tis'><backend type='emulator'"
                                                + " version='2.0'/></tpm>"));
    }

    /// {@return the domain with UEFI firmware and without a TPM}
    RealGuest defineWithUefi(String name) throws IOException, InterruptedException {
        return define(name, 1, PrivateHost::withUefi);
    }

    private static String withUefi(String xml) {
        return xml.replaceFirst("<os>", "<os firmware='efi'>")
                .replaceFirst("(<memory [^>]*>)[^<]*", "$1256");
    }

    /// {@return the domain with `change` made to its XML}
    RealGuest define(String name, int disks, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        var files = new ArrayList<Path>();
        for (int i = 0; i < disks; i++) {
            files.add(images.resolve(name + "-vd" + (char) ('a' + i) + ".qcow2"));
            run(script("mkdisk"), files.getLast().toString(), "24").ok();
        }
        return define(name, files, change);
    }

    private RealGuest define(String name, List<Path> disks, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(script("domain"), name, guestFiles().toString()));
        disks.forEach(disk -> command.add(disk.toString()));
        var xml = root.resolve(name + ".xml");
        Files.writeString(xml, change.apply(programs.run(command).ok()));
        virsh("define", xml.toString()).ok();
        return new RealGuest(this, name);
    }

    private Path guestFiles() throws IOException, InterruptedException {
        var given = System.getProperty("varve.guest", "");
        var files = given.isEmpty() ? checkout.resolve("target/guest") : Path.of(given);
        if (!Files.exists(files.resolve("vmlinuz"))) {
            run(script("build"), files.toString()).ok();
        }
        return files;
    }

    private String script(String name) {
        return checkout.resolve("guest").resolve(name).toString();
    }

    /// Runs a command in a guest, waiting for one that still boots.
    Outcome inGuest(Path socket, String command) throws IOException, InterruptedException {
        return run(script("run"), "--timeout", "120", socket.toString(), command);
    }

    /// Runs our own command line.
    Outcome varve(String... arguments) throws IOException, InterruptedException {
        var said = new ArrayList<>(List.of("varve"));
        said.addAll(List.of(arguments));
        if (seesStores) {
            var process = VarveProcess.command(Main.class, List.of(arguments));
            var outcome = programs.run(libvirtd.inside(process));
            return new Outcome(said, outcome.out(), outcome.err(), outcome.exit());
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = varve(out, err, arguments);
        return new Outcome(
                said,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                exit);
    }

    private int varve(OutputStream out, OutputStream err, String... arguments) {
        var varve =
                new Varve(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        programs.wholeEnvironment());
        return varve.run(List.of(arguments));
    }

    /// {@return what our own command line came to; its output is all that it prints, in the order in which a terminal
    /// would show it}
    Outcome varveOnTerminal(List<String> arguments) {
        var both = new ByteArrayOutputStream();
        int exit = varve(both, both, arguments.toArray(String[]::new));
        return new Outcome(arguments, both.toString(StandardCharsets.UTF_8), "", exit);
    }

    Outcome virsh(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("virsh", "-q"));
        command.addAll(List.of(arguments));
        return programs.run(command);
    }

    Outcome run(String... command) throws IOException, InterruptedException {
        return programs.run(List.of(command));
    }

    /// {@return a program that goes on beside the test, with pipes}
    Process start(String... command) throws IOException {
        return programs.builder(List.of(command)).redirectErrorStream(true).start();
    }

    /// {@return our own command line, going on beside the test}
    Process startVarve(String... arguments) throws IOException {
        return start(VarveProcess.command(Main.class, List.of(arguments)).toArray(String[]::new));
    }

    /// {@return every file of a directory with its size}
    static Map<String, Long> listing(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(
                                    f -> f.getFileName().toString(), f -> f.toFile().length()));
        }
    }

    /// {@return the image files among the images}
    Set<Path> imageFiles() throws IOException {
        try (var files = Files.list(images)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !f.toString().endsWith(".console"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// {@return the image and everything below it}
    Set<Path> chain(Path image) throws IOException, InterruptedException {
        var info =
                run("qemu-img", "info", "-U", "--backing-chain", "--output=json", image.toString())
                        .ok();
        return FILE_NAME
                .matcher(info)
                .results()
                .map(found -> Path.of(found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Ends every QEMU that was started here, and removes everything.
    @Override
    public void close() throws IOException {
        for (var pid : pids()) {
            var qemu = ProcessHandle.of(pid);
            qemu.ifPresent(ProcessHandle::destroyForcibly);
            qemu.ifPresent(process -> process.onExit().join());
        }
        libvirtd.close();
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Only those that still are a QEMU of this root: a number may have gone to somebody else.
    private List<Long> pids() throws IOException {
        var found = new ArrayList<Long>();
        var run = root.resolve("run");
        if (!Files.exists(run)) {
            return found;
        }
        try (var files = Files.walk(run)) {
            for (var file : files.filter(f -> f.toString().endsWith(".pid")).toList()) {
                var text = Files.readString(file).strip();
                if (!text.isEmpty() && isOurs(Path.of("/proc", text, "cmdline"))) {
                    found.add(Long.valueOf(text));
                }
            }
        }
        return found;
    }

    private boolean isOurs(Path commandLine) {
        try {
            return Files.readString(commandLine).contains(root + "/");
        } catch (IOException _) {
            return false;
        }
    }
}
