package io.countersign.query.streams;

import java.nio.file.Path;

/**
 * What tells this instance from the others.
 *
 * @param node its name, no other one's
 * @param address where the others reach it
 * @param stateFolder where its stores are, a folder below for each application
 * @param standbys copies of each store that other instances keep up to date, to take over quickly
 */
public record Instance(String node, ServerAddress address, Path stateFolder, int standbys) {}
