package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The name of one node, random and never used twice. The ids of its peers begin with it, so finding
 * a peer's node costs no look-up.
 */
record NodeTag(String value) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int TAG_BYTES = 9;
  private static final int PEER_BYTES = 18;
  private static final char MARK = '.';

  static NodeTag random() {
    return new NodeTag(randomText(TAG_BYTES));
  }

  /** A name for a peer of this node that nobody can guess. */
  String newPeerId() {
    return value + MARK + randomText(PEER_BYTES);
  }

  /** The tag of the node that named the peer; empty where none did. */
  static String of(PeerId peer) {
    int mark = peer.value().indexOf(MARK);
    return mark < 0 ? "" : peer.value().substring(0, mark);
  }

  /** Whether a node has named the peer. */
  static boolean isNamed(PeerId peer) {
    return peer.value().indexOf(MARK) >= 0;
  }

  /** Whether the peer is one of this node. Who has no tag is nobody else's. */
  boolean isHomeOf(PeerId peer) {
    String home = of(peer);
    return home.isEmpty() || home.equals(value);
  }

  /** Whether a peer is here that is at that site. Who is nowhere is nobody else's. */
  boolean isSite(String site) {
    return site.isEmpty() || site.equals(value);
  }

  static String randomText(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return BASE64.encodeToString(random);
  }
}
