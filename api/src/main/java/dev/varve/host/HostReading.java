package dev.varve.host;

import dev.varve.core.chain.DomainUsage;
import dev.varve.core.chain.LayerForest;
import dev.varve.core.chain.LayerTree;
import dev.varve.core.chain.Readers;
import dev.varve.core.hypervisor.ImageReading;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.Differences;
import dev.varve.image.Seen;
import dev.varve.libvirt.hypervisor.HostImages;
import dev.varve.operation.VarveException;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads what is in the images of this host. Nothing is changed, and nothing is locked: where a guest is writing, an
/// answer may be outdated. Each method throws [VarveException] where an image can't be read.
public final class HostReading {
    private final ImageReading images = new HostImages();

    /// {@return why it can't be told what the domain's snapshots take, if an image can't be read}
    public Optional<Refusal> whyNoUsage(HostState state, Domain domain) {
        return Readers.missing(
                state, domain, "tell what the snapshots of " + domain.ref() + " take");
    }

    /// {@return what the snapshots of the domain take, and what deleting each would free}
    public DomainUsage usage(HostState state, Domain domain) {
        return Failures.told(() -> {
            var readers = Readers.of(state, domain);
            var answer = images.usage(DomainUsage.question(readers), readers.layers());
            return DomainUsage.of(state, domain, answer, images::allocatedBytes);
        });
    }

    /// {@return the forest, with what one reader alone sees of each layer, where that can be known}
    ///
    /// @param notes told where it can't be
    public LayerForest measured(LayerForest forest, Consumer<String> notes) {
        return new LayerForest(forest.trees().stream().map(tree -> measured(tree, notes)).toList());
    }

    private LayerTree measured(LayerTree tree, Consumer<String> notes) {
        if (tree.all().anyMatch(layer -> layer.missing().isPresent())) {
            return tree; // Which is shown anyway.
        }
        try {
            var usage = Failures.told(() -> images.usage(tree.readers(), tree.images()));
            return tree.measured(usage.exclusiveIn());
        } catch (VarveException e) {
            notes.accept(
                    "what one alone reads of %s isn't known: %s"
                            .formatted(tree.layer().path(), e.getMessage()));
            return tree;
        }
    }

    /// Finds where two states of a disk may differ.
    ///
    /// @param verified whether to compare what is read; else only where it is
    public void differences(Seen one, Seen other, boolean verified, Differences.Reader reader) {
        Failures.told(() -> {
            images.differences(one, other, verified, reader);
            return true;
        });
    }
}
