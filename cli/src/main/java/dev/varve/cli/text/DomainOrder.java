package dev.varve.cli.text;

import dev.varve.libvirt.LibvirtDomain;
import java.util.Comparator;

/// The order of `list`: active domains by their ids, then the others by name.
public enum DomainOrder implements Comparator<LibvirtDomain> {
    DOMAIN_ORDER;

    private static final Comparator<LibvirtDomain> BY_ID_AND_NAME =
            Comparator.comparingInt((LibvirtDomain d) -> d.id().orElse(Integer.MAX_VALUE))
                    .thenComparing(LibvirtDomain::name, NameOrder.NAME_ORDER);

    @Override
    public int compare(LibvirtDomain one, LibvirtDomain other) {
        return BY_ID_AND_NAME.compare(one, other);
    }
}
