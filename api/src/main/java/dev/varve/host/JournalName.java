package dev.varve.host;

import java.util.regex.Pattern;

/// The names of journals: the UUID of a domain.
public final class JournalName {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private JournalName() {}

    /// {@return whether a journal of that name can be a domain's}
    public static boolean isOfADomain(String name) {
        return UUID.matcher(name).matches();
    }
}
