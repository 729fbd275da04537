package dev.varve.image;

import dev.varve.image.layer.Holding;
import dev.varve.image.layer.Layer;
import dev.varve.image.layer.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the data of a layer is good for, given the images that are read through it.
///
/// @param exclusive bytes that are seen through one of them only: what would be gone with it
/// @param shared bytes that are seen through several of them
/// @param hidden bytes that are seen through none of them: overlays hold something newer
public record Usage(long exclusive, long shared, long hidden) {
    /// {@return all bytes of data that the layer holds}, compressed ones as they read
    public long held() {
        return exclusive + shared + hidden;
    }

    /// An image that somebody reads: a head, or a frozen layer of a snapshot.
    ///
    /// @param format as the domain's XML or an overlay's header states it
    public record Seen(Path image, ImageFormat format) {}

    /// {@return for each layer that is below one of the images, or one of them, how its data is used};
    /// by the name under which it was found first
    ///
    /// Only tables are read; a guest may be running, and then the answer may be outdated.
    ///
    /// @throws dev.varve.image.failure.UnsupportedImageException when one of the chains is not one
    ///     that can be trusted down to its end
    public static Map<Path, Usage> of(List<Seen> images) throws IOException {
        var pool = new ArrayList<OpenChain>();
        try {
            var layers = new LinkedHashMap<Object, Shown>();
            for (var image : images) {
                var infos = OfflineChain.open(image.image(), image.format()).layers();
                var chain = Engine.ofHost().openUnlocked(infos);
                pool.add(chain);
                for (int i = 0; i < infos.size(); i++) {
                    var path = infos.get(i).path();
                    layers.computeIfAbsent(BackingChain.identity(path), _ -> new Shown(path))
                            .through(chain, i);
                }
            }
            var usages = new LinkedHashMap<Path, Usage>();
            for (var layer : layers.values()) {
                usages.put(layer.path, layer.usage());
            }
            return usages;
        } finally {
            for (var chain : pool) {
                chain.close();
            }
        }
    }

    /// A layer, and the chains that it is part of.
    private static final class Shown {
        private final Path path;
        private final List<OpenChain> chains = new ArrayList<>();
        private final List<Integer> depths = new ArrayList<>();
        private final Place own = new Place();
        private final Place above = new Place();
        private final long[] bytes = new long[3];

        Shown(Path path) {
            this.path = path;
        }

        void through(OpenChain chain, int depth) {
            chains.add(chain);
            depths.add(depth);
        }

        Usage usage() throws IOException {
            Layer layer = chains.getFirst().stack().layer(depths.getFirst());
            for (long at = 0; at < layer.size(); at += own.bytes()) {
                layer.find(at, layer.size() - at, own);
                if (own.holding() == Holding.DATA || own.holding() == Holding.COMPRESSED) {
                    count(at, own.bytes());
                }
            }
            return new Usage(bytes[1], bytes[2], bytes[0]);
        }

        private void count(long from, long length) throws IOException {
            for (long at = from; at < from + length; ) {
                long run = from + length - at;
                int seen = 0;
                for (int i = 0; i < chains.size(); i++) {
                    var stack = chains.get(i).stack();
                    long left = stack.layer(0).size() - at;
                    if (left > 0) {
                        stack.find(0, depths.get(i), at, Math.min(run, left), above);
                        run = above.bytes();
                        seen += above.holding() == Holding.NOTHING ? 1 : 0;
                    }
                }
                bytes[Math.min(seen, 2)] += run;
                at += run;
            }
        }
    }
}
