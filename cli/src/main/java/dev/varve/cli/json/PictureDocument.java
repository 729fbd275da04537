package dev.varve.cli.json;

import java.util.List;

/// What `map` prints once the picture is there.
///
/// @param domains those that are drawn
/// @param file the picture
public record PictureDocument(List<String> domains, String file) implements Document {
    @Override
    public String kind() {
        return "Picture";
    }
}
