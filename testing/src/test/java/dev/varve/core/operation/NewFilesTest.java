package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.testing.memory.StorageAway;
import dev.varve.testing.simulation.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is to be made where nobody can look.
class NewFilesTest {
    private static final Path ELSEWHERE = Path.of("/elsewhere");

    @TempDir Path directory;
    private Host host = new Host(Path.of("/nowhere"));
    private DomainRef web = EveryCutTest.WEB;

    @BeforeEach
    void define() {
        host = new Host(directory);
        web = host.domain("web", Host.VDA);
        host.write(web, Host.VDA, 0, 1);
    }

    /// Else the operation would wait for a directory that a user has only misspelt.
    @ParameterizedTest
    @EnumSource(
            value = StorageAway.class,
            names = {"GONE", "DENIED"})
    void nothingIsBegunForAFileThatCannotBeMade(StorageAway how) {
        host.hypervisor.takeAway(ELSEWHERE, how);
        var command = host.relocate(web, ELSEWHERE);
        assertThat(host.operations().plan(command)).isInstanceOf(ImageRefusal.NoFile.class);
        assertThat(host.run(web, command)).isInstanceOf(ImageRefusal.NoFile.class);
        assertThat(host.storage.lines()).isZero();
        host.hypervisor.bringBack(ELSEWHERE);
        host.must(web, host.relocate(web, ELSEWHERE));
    }

    @Test
    void whatLibvirtWouldMakeInADirectoryThatNeverWasIsNotThere() {
        var own = Path.of("/nvram");
        var nvram = own.resolve("web.fd");
        var copy = Host.image("web.nvram");
        var step = new StoreStep.RestoreStore(StateStore.Kind.NVRAM, copy, nvram, Optional.empty());
        var intent = new Intent(Intent.Kind.REVERT, web, List.of());
        var plan = new Plan(intent, List.of(step), 0, 0, List.of(), List.of(), List.of());
        var noted = PlanStorage.note(host.hypervisor, plan);

        host.hypervisor.takeAway(own, StorageAway.GONE);
        var never = new PlanStorage(host.hypervisor, plan, PlanStorage.note(host.hypervisor, plan));
        assertThat(never.gone(nvram)).isTrue();
        never.requireTold(plan.steps(), host.hypervisor.observe());

        var away = new PlanStorage(host.hypervisor, plan, noted);
        assertThatThrownBy(() -> away.gone(nvram)).isInstanceOf(HypervisorException.class);
        var untold = new PlanStorage(host.hypervisor, plan, List.of());
        assertThatThrownBy(() -> untold.gone(nvram)).isInstanceOf(HypervisorException.class);
    }
}
