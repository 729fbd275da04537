package dev.varve.core.plan.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.MemoryHypervisor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CreateGroupTest {
    private static final DiskTarget VDA = new DiskTarget("vda");

    private final MemoryHypervisor host = new MemoryHypervisor();

    private DomainRef domain(String name) {
        return domain(name, Path.of("/i", name + ".qcow2"));
    }

    private DomainRef domain(String name, Path image) {
        host.addImage(image, ImageFormat.QCOW2, 1 << 20);
        return host.addDomain(name, Map.of(VDA, image));
    }

    private Planned plan(boolean quiesce, DomainRef... members) {
        return plan("g", quiesce, members);
    }

    private Planned plan(String name, boolean quiesce, DomainRef... members) {
        var request =
                new SnapshotRequest(
                        Optional.of(new SnapshotName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "<domainsnapshot/>");
        return new CreateGroup(
                        new Group(name, List.of(members)),
                        request,
                        new CreateGroup.Options(quiesce, 7, false),
                        Annotations.none(),
                        Instant.EPOCH)
                .plan(host.observe());
    }

    /// {@return the steps with bare file names}
    private static String told(Planned planned) {
        var steps = ((Plan) planned).steps().stream().map(Step::describe).toList();
        return String.join("; ", steps).replace("/i/", "");
    }

    private static String refused(Planned planned) {
        assertThat(planned).isInstanceOf(Refusal.class);
        return ((Refusal) planned).message();
    }

    /// What takes time or may fail comes first, and each guest that runs is held and let go.
    @Test
    void allAreHeldWhileAllAreSwitched() {
        var web = domain("web");
        var off = domain("off");
        host.start(web);
        var order =
                new Group("g", List.of(web, off)).members().stream().map(DomainRef::name).toList();
        var first = order.getFirst();
        var second = order.getLast();
        assertThat(told(plan(true, web, off)))
                .isEqualTo(
                        ("{1}: create overlay {1}.g on {1}.qcow2; {2}: create overlay {2}.g on {2}.qcow2;"
                                        + " web: freeze the guest's file systems, within 7 s;"
                                        + " web: pause the guest;"
                                        + " {1}: take snapshot g (vda={1}.g);"
                                        + " {2}: take snapshot g (vda={2}.g);"
                                        + " web: let the guest go on;"
                                        + " web: thaw the guest's file systems;"
                                        + " {1}: note the group g in snapshot g;"
                                        + " {2}: note the group g in snapshot g")
                                .replace("{1}", first)
                                .replace("{2}", second));
    }

    @Test
    void whoIsPausedStaysPaused() {
        var web = domain("web");
        host.start(web);
        host.setState(web, RunState.PAUSED);
        assertThat(told(plan(false, web))).doesNotContain("pause").doesNotContain("go on");
        assertThat(refused(plan(true, web)))
                .isEqualTo(
                        "cannot create group g of web: the guest of web is paused, so its file"
                                + " systems can't be frozen; resume it, or leave out --quiesce");
    }

    @Test
    void aDomainIsNamedOnce() {
        var web = domain("web");
        assertThat(refused(plan(false, web, web)))
                .isEqualTo("cannot create group g of web, web: web is named twice");
    }

    @Test
    void oneThatIsRefusedIsNamed() {
        var nobody = new DomainRef(new UUID(1, 2), "nobody");
        assertThat(refused(plan(false, domain("web"), nobody)))
                .isEqualTo(
                        "domain nobody: Domain not found: no domain with matching name 'nobody'");
    }

    @Test
    void twoThatShareAnImageAreRefused() {
        var web = domain("web", Path.of("/i/shared.qcow2"));
        var db = host.addDomain("db", Map.of(VDA, Path.of("/i/shared.qcow2")));
        assertThat(refused(plan(false, web, db)))
                .contains("disk vda of web")
                .contains("disk vda of db")
                .contains("/i/shared.qcow2");
    }

    @Test
    void twoOverlaysNeverHaveOneName() {
        var web = domain("web", Path.of("/i/a.qcow2"));
        var db = domain("db", Path.of("/i/a.img"));
        assertThat(told(plan(false, web, db)))
                .contains("create overlay a.g on a.qcow2", "create overlay a.img.g on a.img");
    }
}
