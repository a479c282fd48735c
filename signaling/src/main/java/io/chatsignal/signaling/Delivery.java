package io.chatsignal.signaling;

import java.util.List;

/** One event and the peers that it is for. */
public record Delivery(List<PeerId> to, PeerEvent event) {
  public Delivery {
    to = List.copyOf(to);
  }
}
