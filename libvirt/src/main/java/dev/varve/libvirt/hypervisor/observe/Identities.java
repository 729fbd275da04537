package dev.varve.libvirt.hypervisor.observe;

import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the memory of a guest holds that no other guest may have at the same time: addresses by which others
/// know it, and a TPM.
final class Identities {
    private Identities() {}

    /// {@return each in a few words}
    static List<String> of(DomainXml domain) {
        var cards =
                domain.root().path("devices", "interface").stream()
                        .filter(card -> !apart(card))
                        .map(Identities::described);
        var tpm = domain.root().path("devices", "tpm").stream().map(_ -> "a TPM");
        return Stream.concat(cards, tpm).toList();
    }

    /// Behind QEMU's user-mode network every guest is alone, and behind a link that is down nobody sees it.
    private static boolean apart(XmlElement card) {
        return card.attribute("type").equals(Optional.of("user"))
                || card.path("link").stream()
                        .anyMatch(link -> link.attribute("state").equals(Optional.of("down")));
    }

    private static String described(XmlElement card) {
        var address =
                card.path("mac").stream()
                        .flatMap(mac -> mac.attribute("address").stream())
                        .findFirst()
                        .map(mac -> " " + mac)
                        .orElse("");
        return "the network address%s, unless its link is down (\"virsh domif-setlink\")"
                .formatted(address);
    }
}
