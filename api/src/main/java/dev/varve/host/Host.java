package dev.varve.host;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Which host a connection's domains and images are on. libvirt's API reaches another host, image
/// files don't: this is the one place that tells the two apart.
record Host(Optional<String> name) {
    /// {@return the host of the URI: none for a libvirt that runs here}
    static Host of(String uri) {
        try {
            return new Host(Optional.ofNullable(new URI(uri).getHost()).filter(h -> !h.isEmpty()));
        } catch (URISyntaxException _) {
            // libvirt took it, so it has a host only where libvirt's own rule finds one.
            var rest = uri.substring(uri.indexOf(':') + 1);
            return new Host(rest.startsWith("///") ? Optional.empty() : Optional.of(rest));
        }
    }

    boolean here() {
        return name.isEmpty();
    }
}
