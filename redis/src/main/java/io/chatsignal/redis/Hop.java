package io.chatsignal.redis;

import io.chatsignal.signaling.PeerEvent;
import java.util.function.Consumer;

/**
 * A peer's move from one node to another.
 *
 * @param number how many times it has moved then
 * @param way takes to the other node what follows the peer; any thread may use it
 */
public record Hop(int number, Consumer<PeerEvent.Relayed> way) {}
