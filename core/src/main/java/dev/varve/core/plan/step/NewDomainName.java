package dev.varve.core.plan.step;

import dev.varve.core.model.HostState;
import java.util.Optional;

/// The name that a user gave a domain that isn't there yet.
public record NewDomainName(String name) {
    private static final int CHARACTERS_MAX = 200;

    /// {@return why no domain can have it now}
    ///
    /// @param what the intent, for refusals
    public Optional<Refusal> refuse(String what, HostState state) {
        var why = unfit();
        if (why.isPresent()) {
            return Optional.of(
                    new Refusal.InvalidRequest("invalid domain name '" + name + "': " + why.get()));
        }
        return state.domains().stream().anyMatch(domain -> domain.ref().name().equals(name))
                ? Optional.of(new Refusal.DomainExists(what, name))
                : Optional.empty();
    }

    /// What libvirt refuses (virDomainDefParseXML), and what can't stand in the name of a file.
    private Optional<String> unfit() {
        if (name.isBlank()) {
            return Optional.of("name must not be empty");
        }
        if (name.contains("/") || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("name can't contain '/' or control characters");
        }
        return name.startsWith(".") || name.length() > CHARACTERS_MAX
                ? Optional.of("name can't start with '.' or have more than 200 characters")
                : Optional.empty();
    }
}
